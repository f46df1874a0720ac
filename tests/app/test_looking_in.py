"""Operators look into rows, try again what was given up, and close an account; nobody's words come to light."""

import json
import re

import pytest
from sqlalchemy import text

from casework import people
from db.engine import Database
from db.queries import backlog, outbox, received
from db.queries import people as people_queries
from db.queries.received import Arrived
from rules.lifecycle import Move, Role, Status
from rules.reference import shown
from tests.app.shell import WRONG_USE, Done, Shell
from tests.casework.office import CHATS, Office
from tests.conftest import NewUrl

BODY = json.dumps(
    {"update_id": 5, "message": {"text": "Суу жок", "chat": {"id": 77}, "from": {"first_name": "Аида"}}}
)


@pytest.fixture
def office(catalogue_database: Database, shell: Shell) -> Office:
    shell.set(database_url=catalogue_database.url.render_as_string(hide_password=False))
    return Office(catalogue_database)


def looked(shell: Shell, thing: str, number: object) -> dict:
    done = shell.runs("inspect", thing, str(number), "--json")
    assert done.code == 0, done.err
    plain = shell.runs("inspect", thing, str(number))
    for secret in ("Суу", "Аида", "77", *map(str, CHATS.values())):
        assert secret not in done.out + plain.out
    found: dict = json.loads(done.out)
    assert all(f"{name}: " in plain.out for name in found)
    return found


def test_a_case_is_told_by_its_moves_its_letters_and_its_chain(shell: Shell, office: Office) -> None:
    case = office.has(Status.RESOLVED, text="Суу жок")
    found = looked(shell, "ticket", shown(case))
    assert (found["ticket"], found["status"], found["chain"]) == (shown(case), "resolved", "whole")
    moves = [one["move"] for one in found["events"]]
    assert (moves[0], moves[-1]) == ("file", "resolve")
    assert {"citizen", f"colleague {office.people['clerk'].user_id}"} <= {
        one["to"] for one in found["letters"]
    }
    assert all(one["status"] == "waiting" for one in found["letters"])
    with office.database.writing() as session:
        session.execute(text(f"UPDATE tickets SET version = version + 1 WHERE id = {case}"))
    assert looked(shell, "ticket", shown(case))["chain"] == f"broken at event {len(moves) + 1}"


def test_an_update_is_told_by_its_kind_and_its_fate_and_taken_once_more(shell: Shell, office: Office) -> None:
    with office.database.writing() as session:
        received.store(session, [Arrived(7, 5, 77, BODY)], at=office.at)
        (row,) = received.take_next(session, at=office.at)
        received.bury(session, row.id, error="unreadable")
    found = looked(shell, "update", row.id)
    assert (found["kind"], found["status"], found["error"], found["in_a_chat"]) == (
        "message",
        "dead",
        "unreadable",
        True,
    )
    assert shell.runs("retry", "update", str(row.id)).code == 0
    assert looked(shell, "update", row.id)["status"] == "waiting"
    again = shell.runs("retry", "update", str(row.id))
    assert (again.code, again.out) == (1, "")
    assert "is not one that was given up" in again.err


def test_a_letter_that_failed_is_sent_once_more_and_one_that_was_sent_is_not(
    shell: Shell, office: Office
) -> None:
    case = office.files()
    with office.database.writing() as session:
        ready = outbox.ready(session, kind="letter", channel="telegram", at=office.at, limit=9)
        held = outbox.lease(session, ready, at=office.at, seconds=1)
        outbox.failed(session, held[0], at=office.at, error="refused: Bad Request")
    found = looked(shell, "letter", held[0].id)
    assert (found["status"], found["error"], found["ticket"]) == (
        "failed",
        "refused: Bad Request",
        shown(case),
    )
    assert shell.runs("retry", "letter", str(held[0].id)).code == 0
    assert looked(shell, "letter", held[0].id)["attempts"] == 0
    with office.database.writing() as session:
        (held_again,) = outbox.lease(session, [held[0].id], at=office.at, seconds=1)
        outbox.delivered(session, held_again, at=office.at, message_id=1)
        assert not backlog.retry_letter(session, held[0].id, at=office.at)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ticket", "1042-1"), "not_a_case_number: number=1042-1\n"),
        (("ticket", shown(999)), "ticket_not_found: ticket=999\n"),
        (("update", "17"), "not_found: update=17\n"),
        (("letter", "17"), "not_found: letter=17\n"),
        (("letter", "x"), "not_a_row_number: number=x\n"),
    ],
)
def test_what_is_not_there_is_named(
    arguments: tuple[str, str], said: str, shell: Shell, sqlite_url: NewUrl
) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    assert shell.runs("inspect", *arguments) == Done(WRONG_USE, "", said)


def test_an_account_that_is_ended_lets_nobody_in_from_that_moment_on(shell: Shell, office: Office) -> None:
    clerk = office.people["clerk"].user_id
    key = office.do(people.give_key, clerk)
    link = office.do(people.give_link, clerk)
    session_token = office.do(people.sign_in, office.do(people.give_link, clerk))
    case = office.has(Status.IN_PROGRESS)
    before = json.loads(shell.runs("user", "list", "--json").out)
    mine = next(one for one in before if one["id"] == clerk)
    assert (mine["active"], mine["keys"], mine["open_cases"]) == (True, 1, 1)
    assert mine["inboxes"] == ["ak-bulung-2805"]
    done = shell.runs("user", "end", str(clerk))
    assert done.code == 0
    assert done.out.startswith(f"ended: {clerk}: ")
    assert "open cases in their name: 1" in done.err
    with office.database.reading() as session:
        for token, kind in ((key, "key"), (link, "link"), (session_token, "session")):
            assert people_queries.holder(session, token, kind=kind, at=office.at) is None
    office.news()
    office.makes(Move.ADD, case, "aigul")
    assert [to for _, to in office.news()] == ["colleague"], "whoever is left in the inbox hears of it"
    assert shell.runs("user", "end", str(clerk)).err == f"unknown_user: user={clerk}\n"
    listed = shell.runs("user", "list").out
    assert re.search(rf"^{clerk}: .*\(ended\)", listed, re.MULTILINE)


def test_of_two_people_with_one_name_neither_is_ended_by_it(shell: Shell, office: Office) -> None:
    twins = [office.do(people.add_user, "Нурлан Эки", Role.CLERK).id for _ in range(2)]
    done = shell.runs("user", "end", "Нурлан Эки")
    assert done == Done(WRONG_USE, "", f"several_users: ids={twins[0]} {twins[1]}\n")
    assert shell.runs("user", "end", str(twins[0]), "--json").code == 0
    assert shell.runs("user", "end", "Нурлан Эки").code == 0
