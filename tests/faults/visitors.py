"""Clients of the API that come without a pause, on kept connections, and remember every answer."""

import threading
from collections import Counter
from itertools import count

import httpx

from tests.village import AK_BULAN


class Visitors:
    def __init__(self, address: str, key: str, *, clients: int) -> None:
        self._address, self._key = address, key
        self._threads = [threading.Thread(target=self._visit, args=(n,), daemon=True) for n in range(clients)]
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.answers: Counter[str] = Counter()
        """Status, or the kind of the error when there was no answer -> how often."""
        self.filed: set[str] = set()
        """What was answered with 201."""

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    @property
    def accidents(self) -> dict[str, int]:
        return {said: n for said, n in self.answers.items() if said not in ("200", "201")}

    def _visit(self, number: int) -> None:
        with httpx.Client(
            base_url=f"{self._address}/api/v1",
            headers={"authorization": f"Bearer {self._key}"},
            timeout=20,
            trust_env=False,
        ) as http:
            for turn in count():
                if self._stop.wait(0.05):
                    return
                story = f"Жол бузулган, үй {number}-{turn}"
                body = {"service": "roads", "village": AK_BULAN, "text": story, "source": "phone"}
                if self._asks(http, "POST", "/tickets", json=body) == "201":
                    with self._lock:
                        self.filed.add(story)
                self._asks(http, "GET", "/tickets?limit=20")

    def _asks(self, http: httpx.Client, verb: str, path: str, **more: object) -> str:
        try:
            said = str(http.request(verb, path, **more).status_code)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            said = type(error).__name__
        with self._lock:
            self.answers[said] += 1
        return said
