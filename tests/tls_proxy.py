"""A reverse proxy that speaks TLS, as it stands before Dobush in life: it ends the encryption, says for whom it speaks
(X-Forwarded-…) and hands the request to one of several processes."""

import asyncio
import itertools
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import trustme

PORT = 8443
"""One of the four that Telegram calls. It is above 1024, and every proxy takes a loopback address of its own."""
BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_HOSTS = itertools.count(2)


class TlsProxy:
    """`backends` may be changed while it runs; one that does not listen is passed over, none is a 502."""

    def __init__(self, backends: Sequence[int] = ()) -> None:
        self.backends = list(backends)
        self.requests = 0
        self._turn = itertools.count()
        self._authority = trustme.CA()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.host = ""

    @property
    def url(self) -> str:
        return f"https://{self.host}:{PORT}"

    @property
    def authority(self) -> str:
        """PEM of whoever signed the certificate."""
        return self._authority.cert_pem.bytes().decode("ascii")

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self) -> asyncio.Server:
        for number in _HOSTS:
            self.host = f"127.0.7.{number}"
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._authority.issue_cert(self.host).configure_cert(context)
            # Another test process may have this one already.
            with suppress(OSError):
                return await asyncio.start_server(self._serve, self.host, PORT, ssl=context)
        raise AssertionError("no loopback address is left")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection: it is simpler, and nobody here is in a hurry."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            behind = await self._backend()
            if behind is None:
                writer.write(BAD_GATEWAY)
            else:
                await self._pass_on(head, (reader, writer), behind)
            await writer.drain()
        writer.close()

    async def _pass_on(
        self,
        head: bytes,
        before: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        behind: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        behind[1].write(self._spoken_for(head, before[1].get_extra_info("peername")[0]))
        body = asyncio.create_task(_pour(before[0], behind[1]))
        try:
            await _pour(behind[0], before[1])
        finally:
            body.cancel()
            behind[1].close()

    def _spoken_for(self, head: bytes, client: str) -> bytes:
        """What the client said about itself is not believed."""
        line, *headers = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        kept = [h for h in headers if not h.lower().startswith((b"x-forwarded-", b"connection:"))]
        told = (
            f"X-Forwarded-For: {client}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: {self.host}:{PORT}"
        )
        return b"\r\n".join([line, *kept, told.encode(), b"Connection: close"]) + b"\r\n\r\n"

    async def _backend(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in range(len(self.backends)):
            port = self.backends[next(self._turn) % len(self.backends)]
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while part := await source.read(65536):
            into.write(part)
            await into.drain()
