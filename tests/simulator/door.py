"""A bot's door for a webhook: it writes down who knocked and answers as it was told."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from simulator.client import Stage


class Door:
    """Answers with the next of `answers`, and with 200 when none is left; a door held shut answers later."""

    def __init__(self) -> None:
        self.knocks: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.says = b""
        self.open = threading.Event()
        self.open.set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def texts(self) -> list[str]:
        return [str(knock["message"]["text"]) for knock in self.knocks if "message" in knock]

    def close(self) -> None:
        self.open.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                door.knocks.append(body)
                door.secrets.append(self.headers["X-Telegram-Bot-Api-Secret-Token"])
                door.open.wait(10)
                code, headers = door.answers.pop(0) if door.answers else (200, {})
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(door.says)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def soon(true: Callable[[], object], seconds: float = 3.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def failures(stage: Stage) -> int:
    """What the stage knows of: the door has written down a knock before its answer is heard."""
    return int(stage.state()["failed_deliveries"])


def aim(bot: httpx.Client, door: Door, **more: object) -> str:
    answer = bot.post("setWebhook", json={"url": door.url, "secret_token": "s-1", **more}).json()
    return str(answer["description"])
