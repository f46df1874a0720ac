"""What was said, held against what is stored and what was told."""

import time
from collections import Counter

from app.settings import read
from app.wiring.house import open_house
from app.wiring.users import new_user
from db.engine import Database
from db.queries import lists, outbox, received, tickets
from rules.lifecycle import Role, Source
from rules.permissions import Reach
from rules.reference import shown
from simulator.client import Stage
from tests.faults.crowd import Said, number_in

MOST = 5_000


def reckon(url: str, stage: Stage, said: Said) -> dict:
    database = Database(url)
    with database.reading() as session:
        everything = lists.page(session, lists.Filter(), reach=Reach(everything=True), limit=MOST)
        stored = [ticket for ticket in everything if ticket.source == Source.TELEGRAM]
        answers = {
            shown(ticket.id): line.text
            for ticket in stored
            for line in tickets.history(session, ticket.id)
            if line.event.move == "answer"
        }
        states = received.counts(session)
    database.close()
    count = Counter(ticket.text for ticket in stored)
    texts = {
        person.id: [message.text for message in person.chat() if message.from_bot]
        for person in stage.people()
    }
    accepted, answered = Counter(), Counter()
    for heard in texts.values():
        for text in heard:
            number = number_in(text)
            if number is None:
                continue
            (answered if text.startswith("💬") else accepted)[number] += not text.startswith("🔧")
    numbers = {shown(ticket.id) for ticket in stored}
    doubles = sum(n - 1 for n in accepted.values() if n > 1) + sum(n - 1 for n in answered.values() if n > 1)
    return {
        "messages": said.messages,
        "sent": len(said.sent),
        "stored": len(stored),
        "lost": [text for text in said.sent if count[text] == 0],
        "stored_twice": [text for text, n in count.items() if n > 1],
        "number_untold": sorted(numbers - set(accepted)),
        "answers": len(answers),
        "answer_untold": sorted(set(answers) - set(answered)),
        "doubled_messages": doubles,
        "dead_letters": states.get("dead", 0),
    }


def until_quiet(url: str, seconds: float = 120) -> None:
    """Until nothing waits any more."""
    database = Database(url)
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            with database.reading() as session:
                owed = [
                    outbox.next_ready_at(session, kind=kind, channel="telegram")
                    for kind in ("prompt", "letter")
                ]
                if not received.counts(session).get("waiting") and owed == [None, None]:
                    return
            time.sleep(0.5)
        raise AssertionError("something still waits")
    finally:
        database.close()


def clerk_key(url: str) -> str:
    house = open_house(read(database_url=url))
    with house.database.reading() as session:
        inboxes = [inbox.code for inbox in house.shelf.directory(session, at=house.now()).inboxes]
    key = new_user(house, "Нурлан", Role.CLERK, inboxes=inboxes, key=True).key
    house.close()
    assert key is not None
    return key
