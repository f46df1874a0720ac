"""The simulator as a process of its own, or as a thread beside a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn

from simulator.server import create_app
from simulator.world import TOKEN, World

START_WITHIN = 10.0


class Server(uvicorn.Server):
    """Long polls and event streams would hold the exit back; the world lets go of them first."""

    def __init__(self, world: World, host: str, port: int) -> None:
        self.app = create_app(world)
        options = {"log_level": "warning", "access_log": False, "timeout_graceful_shutdown": 3}
        super().__init__(uvicorn.Config(self.app, host, port, **options))  # type: ignore[arg-type]
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await self.app.state.world.close()
        await super().shutdown(sockets)

    @property
    def url(self) -> str:
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"


def run(host: str = "127.0.0.1", port: int = 8081, token: str = TOKEN, *, world: World | None = None) -> None:
    """Until a signal. The doors of /sim are open to whoever reaches the port: keep it on the own machine."""
    Server(world or World(token), host, port).run()


@contextmanager
def started(world: World | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve from a thread; port 0 is any free one. Yields the address."""
    server = Server(world or World(), host, port)
    thread = threading.Thread(target=server.run, name="simulator", daemon=True)
    thread.start()
    if not server.ready.wait(START_WITHIN):
        raise RuntimeError("the simulator did not start")
    try:
        yield server.url
    finally:
        server.should_exit = True
        thread.join(START_WITHIN)
