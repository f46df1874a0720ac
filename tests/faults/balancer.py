"""A load balancer as small as one can be: asks every web whether it is ready, and gives connections to those alone."""

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

LOOKS_EVERY = 0.3
ANSWERS_WITHIN = 5.0
"""A web that is too busy to say whether it is ready is left as it was."""
DIALS_WITHIN = 2.0
TRIES_FOR = 5.0
"""Seconds in which a connection waits for a web that takes it, as balancers do."""
CHUNK = 65_536


class Balancer:
    """Listens on a port of this machine. A dead web's connection is refused and goes to the next one."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._ready: set[int] = set()
        self._turn = count()
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Balancer":
        self._thread.start()
        assert self._listening.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        looking = asyncio.gather(*(self._look(port) for port in self._ports), return_exceptions=True)
        self._listening.set()
        self._loop.run_forever()
        looking.cancel()
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(looking)
        server.close()

    async def _look(self, port: int) -> None:
        while True:
            ready = await _is_ready(port)
            if ready is True:
                self._ready.add(port)
            elif ready is False:
                self._ready.discard(port)
            await asyncio.sleep(LOOKS_EVERY)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._dial()
        if there is None:
            writer.close()
            return
        await asyncio.gather(_pipe(reader, there[1]), _pipe(there[0], writer))

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        until = self._loop.time() + TRIES_FOR
        while self._loop.time() < until:
            ready = sorted(self._ready)
            first = next(self._turn)
            for step in range(len(ready)):
                with suppress(OSError, TimeoutError):
                    port = ready[(first + step) % len(ready)]
                    return await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), DIALS_WITHIN)
            await asyncio.sleep(0.1)
        return None


async def _is_ready(port: int) -> bool | None:
    """None when it does not say in time."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: balancer\r\nConnection: close\r\n\r\n")
        answer = await asyncio.wait_for(reader.readline(), ANSWERS_WITHIN)
        writer.close()
    except TimeoutError:
        return None
    except OSError:
        return False
    return b" 200 " in answer


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    with suppress(OSError):
        writer.close()
