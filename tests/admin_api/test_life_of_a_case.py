"""A case from the counter to the council's figures, by nothing but the API."""

from sqlalchemy import text

from casework import closing
from rules.geography import Point
from rules.lifecycle import Confirmation, Role
from rules.reference import parse, shown
from tests.admin_api.front import OUR_INBOX, OUR_MUNICIPALITY, RAYON_INBOX, STORY, Front, good, refused


def test_a_ticket_is_shown_as_the_contract_says(front: Front) -> None:
    ticket = front.files(category=None, contact="0555 112233", language="ky")
    reference = ticket.pop("reference")
    assert isinstance(parse(reference), int)
    events = ticket.pop("events")
    assert ticket == {
        "track": "feedback",
        "status": "filed",
        "outcome": None,
        "confirmation": None,
        "planned_on": None,
        "inbox": OUR_INBOX,
        "inbox_name": ticket["inbox_name"],
        "municipality": OUR_MUNICIPALITY,
        "municipality_name": ticket["municipality_name"],
        "village": front.village,
        "village_name": ticket["village_name"],
        "service": "roads",
        "service_name": "Road",
        "category": None,
        "category_name": None,
        "point": None,
        "point_name": None,
        "location": None,
        "language": "ky",
        "text": STORY,
        "contact": "0555 112233",
        "appeal": None,
        "source": "walk_in",
        "filed_at": "2026-02-03T04:00:00Z",
        "register_due_on": None,
        "answer_due_on": ticket["answer_due_on"],
        "resolve_due_on": ticket["resolve_due_on"],
        "overdue": False,
        "assignee": None,
        "joined": 0,
        "attachments": [],
        "updated_at": "2026-02-03T04:00:00Z",
        "erased_at": None,
        "version": 1,
    }
    filing = {"seq": 1, "at": "2026-02-03T04:00:00Z", "move": "file", "by_role": "clerk", "by": "clerk"}
    assert events == [{**filing, "status": "filed"}]


def test_where_it_is_pinned_is_shown_to_those_who_reach_the_case_and_to_nobody_else(front: Front) -> None:
    number, _ = front.citizen_files(pin=Point(42.34187, 78.00592), point="demo-kyzyl-suu-pump-1")
    path = f"/tickets/{shown(number)}"
    for who in ("clerk", "head", "admin"):
        ticket = good(front.get(who, path))
        assert ticket["location"] == {"lat": 42.34187, "lon": 78.00592}
        assert (ticket["point"], ticket["point_name"]) == ("demo-kyzyl-suu-pump-1", "Pump 1")
        assert "42.34" not in str(ticket["events"])
    for who in ("council", "neighbour", "client"):
        assert "42.34" not in front.get(who, path).text
        assert "42.34" not in front.get(who, "/tickets").text


def test_names_come_in_the_language_asked_for(front: Front) -> None:
    ticket = front.files()
    path = f"/tickets/{ticket['reference']}"
    names = {
        language: good(front.get("clerk", path, headers={"accept-language": language}))["service_name"]
        for language in ("ky", "ru-RU,ru;q=0.9", "de, en;q=0.5, ky;q=0.4", "fr", "")
    }
    roads = front.directory.service("roads").names
    assert list(names.values()) == [roads["ky"], roads["ru"], roads["en"], roads["en"], roads["en"]]


def test_a_case_lives_its_whole_life(front: Front) -> None:
    ticket = front.files()
    ticket = front.moves("clerk", ticket, "take")
    assert (ticket["status"], ticket["assignee"], ticket["version"]) == ("in_progress", "clerk", 2)
    ticket = front.moves("clerk", ticket, "ask", text="Which house?")
    assert ticket["status"] == "waiting"
    ticket = front.moves("clerk", ticket, "answer", text="Found it. We come on Friday.")
    ticket = front.moves("clerk", ticket, "note", text="The digger is broken")
    ticket = front.moves("clerk", ticket, "extend", until="2026-03-30", reason="Snow")
    ticket = front.moves("clerk", ticket, "resolve", outcome="fixed", text="The road is whole again")
    assert (ticket["status"], ticket["outcome"]) == ("resolved", "fixed")
    ticket = front.moves("head", ticket, "reopen", text="It is not")
    assert (ticket["status"], ticket["outcome"]) == ("in_progress", None)
    ticket = front.moves("clerk", ticket, "decline", outcome="refused", reason="No money this year")
    assert [event["move"] for event in ticket["events"]] == [
        "file", "take", "ask", "answer", "note", "extend", "resolve", "reopen", "decline",
    ]  # fmt: skip
    assert [event["seq"] for event in ticket["events"]] == list(range(1, 10))
    assert ticket["events"][3]["note"] == "Found it. We come on Friday."
    assert ticket["events"][5]["until"] == "2026-03-30"
    assert ticket["events"][8]["outcome"] == "refused"
    assert ticket == front.reads("clerk", ticket)
    [group] = good(front.get("head", "/reports/response-times", by="inbox"))["groups"]
    assert (group["key"], group["filed"], group["answered"], group["reopened"]) == (OUR_INBOX, 1, 1, 1)


def test_every_committed_move_wakes_the_courier_once(front: Front) -> None:
    ticket = front.files()
    before = front.woken
    front.moves("clerk", ticket, "take")
    assert front.woken == before + 1
    refused(front.move("clerk", ticket, "take"), 409, "stale_version")
    assert front.woken == before + 1


def test_a_case_passed_on_belongs_to_the_other_inbox(front: Front) -> None:
    ticket = front.files(contact="0555 112233")
    front.moves("clerk", ticket, "note", text="Not ours, I think")
    gone = front.moves(
        "clerk", front.reads("clerk", ticket), "transfer", inbox=RAYON_INBOX, reason="A rayon road"
    )
    assert (gone["inbox"], gone["status"], gone["contact"]) == (RAYON_INBOX, "filed", None)
    assert all("note" not in event for event in gone["events"])
    refused(front.get("clerk", f"/tickets/{ticket['reference']}"), 404, "ticket_not_found")
    there = front.reads("dispatcher", ticket)
    assert there["contact"] == "0555 112233"
    assert there["events"][-1]["to_inbox"] == RAYON_INBOX


def test_the_head_gives_a_case_to_a_colleague_of_the_inbox(front: Front) -> None:
    ticket = front.files()
    inboxes = good(front.get("head", "/inboxes"))["items"]
    [ours] = [one for one in inboxes if one["code"] == OUR_INBOX]
    colleagues = {one["name"]: one["id"] for one in ours["colleagues"]}
    assert set(colleagues) == {"clerk", "head"}
    assert [one for one in inboxes if one["colleagues"]] == [ours]
    given = front.moves("head", ticket, "assign", assignee=colleagues["clerk"])
    assert (given["assignee"], given["events"][-1]["assignee"]) == ("clerk", "clerk")
    stranger = front.hire("stranger", Role.CLERK, RAYON_INBOX)
    refused(front.move("head", given, "assign", assignee=stranger), 422, "unknown_assignee")
    refused(front.move("head", given, "assign"), 422, "unknown_assignee")


def test_the_citizens_word_is_shown_and_the_citizen_is_not(front: Front) -> None:
    chat_id = 5_123_456_789
    number, citizen = front.citizen_files(chat_id)
    ticket = front.reads("clerk", {"reference": shown(number)})
    ticket = front.moves("clerk", ticket, "resolve", outcome="fixed", text="Done")
    front.do(closing.confirm, number, confirmation=Confirmation.YES, by=citizen)
    read = front.get("clerk", f"/tickets/{ticket['reference']}")
    assert good(read)["confirmation"] == "yes"
    assert good(read)["events"][-1]["by_role"] == "citizen"
    assert str(chat_id) not in read.text
    assert "chat" not in read.text


def test_an_administrator_sees_no_contact_and_each_look_is_recorded(front: Front) -> None:
    ticket = front.files(contact="0555 112233")
    assert front.reads("admin", ticket)["contact"] is None
    front.listed("admin")
    front.moves("admin", ticket, "note", text="Looked at it")
    assert looks(front) == ["read", "list", "note"]


def looks(front: Front) -> list[str]:
    with front.database.reading() as session:
        return list(session.execute(text("SELECT what FROM accesses ORDER BY id")).scalars())


def test_looking_at_nothing_is_not_recorded_and_shows_nothing(front: Front) -> None:
    refused(front.get("admin", "/tickets/1042-9"), 404, "ticket_not_found")
    assert looks(front) == []


def test_a_case_number_is_read_as_people_write_it(front: Front) -> None:
    ticket = front.files()
    number, _, digit = ticket["reference"].partition("-")
    for dash in ("-", "", " ", "‑", "–", "—", "−", " - "):
        for sign in ("", "№", "№ ", "N ", "%23"):
            found = good(front.get("clerk", f"/tickets/{sign}{number}{dash}{digit}"))
            assert found["reference"] == ticket["reference"]


def test_what_is_no_case_number_finds_no_case(front: Front) -> None:
    for written in ("1042-8", "x", "0", "99999999999999999999", "-", "%00", "%F0%9F%92%A9", "1e3", "٤٢"):
        refused(front.get("clerk", f"/tickets/{written}"), 404, "ticket_not_found")
