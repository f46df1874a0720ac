"""Processes that end well: our own signal handlers, work under way finished, exit 0."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence

import structlog

log = structlog.get_logger(__name__)

Part = Callable[[asyncio.Event], Awaitable[None]]
"""Something that runs until the event is set, and then finishes what it has in hand."""

LONGEST_GOODBYE = 20.0
"""Seconds to finish what is under way."""


async def run_until_told(parts: Sequence[Part]) -> int:
    """Run all parts until SIGTERM or SIGINT, or until one of them breaks. Returns the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_supervised(part, stop)) for part in parts]
    log.info("started")
    await stop.wait()
    done, late = await asyncio.wait(tasks, timeout=LONGEST_GOODBYE)
    for task in late:
        task.cancel()
    log.info("stopped", late=len(late))
    broken = [task for task in done if not task.cancelled() and task.exception() is not None]
    return 1 if late or broken else 0


async def _supervised(part: Part, stop: asyncio.Event) -> None:
    try:
        await part(stop)
    except Exception as error:
        log.error("part_broke", error=type(error).__name__, exc_info=error)
        raise
    finally:
        stop.set()
