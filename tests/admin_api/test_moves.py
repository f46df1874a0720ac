"""Moves: the law decides, nobody overwrites a colleague, and what is refused is refused by name."""

from rules.lifecycle import Move
from tests.admin_api.front import OUR_INBOX, RAYON_INBOX, Front, good, refused


def test_whoever_is_second_hears_what_the_first_did(front: Front) -> None:
    seen = front.files()
    taken = front.moves("head", seen, "take")
    front.moves("head", taken, "answer", text="We come tomorrow")
    problem = refused(front.move("clerk", seen, "answer", text="We come never"), 409, "stale_version")
    assert (problem["reference"], problem["version"], problem["since"]) == (seen["reference"], 3, 1)
    assert [(event["move"], event["by"]) for event in problem["events"]] == [
        ("take", "head"),
        ("answer", "head"),
    ]
    assert problem["events"][1]["note"] == "We come tomorrow"
    assert front.reads("clerk", seen)["version"] == 3


def test_a_version_that_is_not_there_yet_is_stale_too(front: Front) -> None:
    ticket = front.files()
    assert refused(front.move("clerk", ticket, "take", version=7), 409, "stale_version")["events"] == []


def test_moves_of_the_citizen_and_the_clock_are_nobody_elses(front: Front) -> None:
    filed = front.files()
    waiting = front.moves("clerk", front.files(), "ask", text="Which house?")
    resolved = front.moves("clerk", front.files(), "resolve", outcome="fixed", text="Done")
    for move in (Move.CONFIRM, Move.ADD, Move.WITHDRAW, Move.EXPIRE, Move.RESUME, Move.FILE):
        codes = {
            refused_by_law(front.move(who, ticket, move, text="x"))
            for ticket in (filed, waiting, resolved)
            for who in ("clerk", "head", "admin")
        }
        assert codes <= {(403, "move_not_allowed"), (409, "move_not_possible")}
        assert move is Move.FILE or (403, "move_not_allowed") in codes
    assert [front.reads("clerk", one)["version"] for one in (filed, waiting, resolved)] == [1, 2, 2]


def refused_by_law(response) -> tuple[int, str]:  # type: ignore[no-untyped-def]
    assert response.json()["detail"]
    return response.status_code, response.json()["code"]


def test_what_the_table_does_not_know_is_not_possible(front: Front) -> None:
    ticket = front.moves("clerk", front.files(), "resolve", outcome="fixed", text="Done")
    problem = refused(front.move("clerk", ticket, "answer", text="More"), 409, "move_not_possible")
    assert (problem["move"], problem["ticket_status"]) == ("answer", "resolved")


def test_a_clerk_may_not_do_what_the_head_may(front: Front) -> None:
    ticket = front.files()
    problem = refused(front.move("clerk", ticket, "reopen", text="Again"), 409, "move_not_possible")
    resolved = front.moves("clerk", ticket, "resolve", outcome="fixed", text="Done")
    problem = refused(front.move("clerk", resolved, "reopen", text="Again"), 403, "move_not_allowed")
    assert (problem["move"], problem["role"]) == ("reopen", "clerk")


def test_a_dispatcher_passes_on_and_answers_nothing(front: Front) -> None:
    ticket = front.moves("clerk", front.files(), "transfer", inbox=RAYON_INBOX, reason="A rayon road")
    refused(front.move("dispatcher", ticket, "answer", text="Hello"), 403, "move_not_allowed")
    back = front.moves("dispatcher", ticket, "transfer", inbox=OUR_INBOX, reason="Yours after all")
    assert back["inbox"] == OUR_INBOX


def test_a_move_that_nobody_knows_is_not_found(front: Front) -> None:
    ticket = front.files()
    for move in ("fly", "TAKE", "None", "%00"):
        refused(front.move("clerk", ticket, move), 404, "unknown_move")
    for move in ("", "take/", "take%2F", "take/it"):
        assert front.move("clerk", ticket, move).status_code in (307, 404, 405)
    assert front.reads("clerk", ticket)["version"] == 1


LACKING: list[tuple[str, dict[str, object], str]] = [
    ("answer", {}, "text_missing"),
    ("answer", {"text": "\x00 \u202e"}, "text_missing"),
    ("answer", {"text": "а" * 3001}, "text_too_long"),
    ("answer", {"text": "Done", "outcome": "fixed"}, "outcome_not_expected"),
    ("ask", {"text": ""}, "text_missing"),
    ("note", {}, "text_missing"),
    ("resolve", {"text": "Done"}, "outcome_needed"),
    ("resolve", {"text": "Done", "outcome": "refused"}, "outcome_needed"),
    ("resolve", {"text": "Done", "outcome": "planned"}, "planned_day_needed"),
    ("resolve", {"text": "Done", "outcome": "planned", "until": "2026-02-02"}, "planned_day_needed"),
    ("resolve", {"text": "Done", "outcome": "gone"}, "invalid_request"),
    ("decline", {"reason": "No"}, "outcome_needed"),
    ("decline", {"outcome": "refused"}, "text_missing"),
    ("transfer", {"reason": "Not ours"}, "unknown_inbox"),
    ("transfer", {"reason": "Not ours", "inbox": "nowhere"}, "unknown_inbox"),
    ("transfer", {"reason": "Not ours", "inbox": OUR_INBOX}, "unknown_inbox"),
    ("transfer", {"inbox": RAYON_INBOX}, "text_missing"),
    ("extend", {"reason": "Snow"}, "until_needed"),
    ("extend", {"reason": "Snow", "until": "2026-02-03"}, "until_not_later"),
    ("extend", {"reason": "Snow", "until": "9999-12-31"}, "invalid_request"),
    ("extend", {"until": "2026-12-31"}, "text_missing"),
    ("take", {"version": None}, "invalid_request"),
    ("take", {"version": 0}, "invalid_request"),
    ("take", {"version": 10**30}, "invalid_request"),
    ("take", {"colour": "red"}, "invalid_request"),
]


def test_a_move_that_lacks_something_is_refused_by_name(front: Front) -> None:
    ticket = front.files()
    for move, body, code in LACKING:
        refused(front.move("clerk", ticket, move, **body), 422, code)
    assert front.reads("clerk", ticket)["version"] == 1


def test_a_plan_has_a_day(front: Front) -> None:
    ticket = front.moves(
        "clerk", front.files(), "resolve", outcome="planned", until="2026-05-01", text="In May"
    )
    assert (ticket["outcome"], ticket["planned_on"]) == ("planned", "2026-05-01")
    assert ticket["events"][-1]["planned_on"] == "2026-05-01"


def test_a_foreign_case_is_not_there_whatever_is_done_to_it(front: Front) -> None:
    ticket = front.files()
    whatever = {"text": "x", "reason": "x", "inbox": RAYON_INBOX, "until": "2026-12-31", "assignee": 1}
    for move in Move:
        for who in ("neighbour", "dispatcher"):
            refused(front.move(who, ticket, move, **whatever), 404, "ticket_not_found")
    assert good(front.get("clerk", f"/tickets/{ticket['reference']}"))["version"] == 1
