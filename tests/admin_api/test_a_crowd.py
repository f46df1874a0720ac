"""Sixty clients at once against a real server: nobody waits for somebody who waits for them."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn

from tests.admin_api.front import API, Front, good, refused

CLIENTS, EACH = 60, 4


@pytest.fixture
def address(front: Front) -> Iterator[str]:
    """Where a real uvicorn serves the front desk."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(200)
        server = uvicorn.Server(uvicorn.Config(front.app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{API}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    """As many connections as there are clients."""
    with httpx.Client(base_url=address, timeout=60, limits=httpx.Limits(max_connections=CLIENTS)) as http:
        yield http


def test_sixty_clients_file_two_hundred_and_forty_cases(front: Front, http: httpx.Client) -> None:
    headers, body = front.headers("clerk"), front.complaint()
    gate = threading.Barrier(CLIENTS)

    def files(client: int) -> list[tuple[int, str]]:
        gate.wait()
        sent = [http.post("tickets", json=body, headers=headers) for _ in range(EACH)]
        return [(one.status_code, one.json().get("reference", "")) for one in sent]

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = [answer for answers in clients.map(files, range(CLIENTS)) for answer in answers]
    assert Counter(status for status, _ in answers) == {201: CLIENTS * EACH}
    assert len({reference for _, reference in answers}) == CLIENTS * EACH
    assert len(front.listed("clerk", limit=200)) == 200
    assert front.woken == CLIENTS * EACH


def test_readers_writers_and_movers_do_not_hold_each_other_up(front: Front, http: httpx.Client) -> None:
    headers, body = front.headers("head"), front.complaint()
    reference = front.files()["reference"]
    note = {"version": 1, "text": "A word"}

    def works(client: int) -> set[int]:
        return {
            http.get("tickets", headers=headers).status_code,
            http.post("tickets", json=body, headers=headers).status_code,
            http.get("reports/response-times", headers=headers).status_code,
            http.post(f"tickets/{reference}/note", json=note, headers=headers).status_code,
        }

    with ThreadPoolExecutor(CLIENTS) as clients:
        seen = set().union(*clients.map(works, range(CLIENTS)))
    assert seen == {200, 201, 409}
    assert front.reads("head", {"reference": reference})["version"] == 2


def test_over_the_wire_a_large_body_is_refused_and_the_server_lives(front: Front, http: httpx.Client) -> None:
    headers = front.headers("clerk") | {"content-type": "application/json"}
    refused(http.post("tickets", content=b" " * 5_000_000, headers=headers), 413, "too_large")
    parts = (b" " * 100_000 for _ in range(50))
    refused(http.post("tickets", content=parts, headers=headers), 413, "too_large")
    good(http.get("tickets", headers=headers))


def test_half_a_request_changes_nothing(front: Front, address: str) -> None:
    ticket = front.files()
    host, _, port = address.removeprefix("http://").removesuffix(API).partition(":")
    body = b'{"version": 1, "text": "A word"}'
    head = f"POST {API}/tickets/{ticket['reference']}/note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    key = f"Authorization: Bearer {front.keys['clerk']}\r\nContent-Length: {len(body) + 1}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall((head + key).encode() + body)
    time.sleep(0.2)
    assert front.reads("clerk", ticket)["version"] == 1
