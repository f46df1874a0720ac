"""Lists: filtered, searched, one page after another, and never further than the reader's reach."""

import base64

from sqlalchemy import text

from tests.admin_api.front import OUR_INBOX, RAYON_INBOX, THEIR_INBOX, Front, good, refused


def test_a_list_is_cut_into_pages_without_gaps_and_repetitions(front: Front) -> None:
    filed = []
    for service in ("roads", "dogs", "kindergarten", "roads", "other", "dogs", "roads"):
        filed.append(front.files(service=service)["reference"])
    seen, cursor = [], None
    for _ in range(10):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = good(front.get("clerk", "/tickets", **query))
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(one["reference"] for one in seen) == sorted(filed)
    assert [one["answer_due_on"] for one in seen] == sorted(one["answer_due_on"] for one in seen)


def test_the_last_full_page_has_no_next(front: Front) -> None:
    front.files()
    front.files()
    assert good(front.get("clerk", "/tickets", limit=2))["next"] is None


def written(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode()


GARBAGE = [
    "x",
    "====",
    "%00",
    "ы",
    "a" * 150,
    written("[]"),
    written("null"),
    written("[1,2]"),
    written('["2026-02-03"]'),
    written('["2026-02-03",1.5]'),
    written('["2026-02-03",true]'),
    written('["2026-02-03",99999999999999999999]'),
    written('["2026-02-03",-1]'),
    written('["9999-99-99",1]'),
    written("[" * 60),
    written('{"a":1,"b":2}'),
]


def test_a_cursor_that_we_did_not_write_is_refused(front: Front) -> None:
    for cursor in GARBAGE:
        refused(front.get("clerk", "/tickets", cursor=cursor), 422, "cursor_unknown")
    refused(front.get("clerk", "/tickets", cursor="a" * 300), 422, "invalid_request")


def test_a_list_asks_for_one_service_village_status_or_inbox(front: Front) -> None:
    road = front.files()
    dogs = front.files(service="dogs")
    front.moves("clerk", dogs, "take")
    assert front.listed("clerk", service="dogs") == [dogs["reference"]]
    assert front.listed("clerk", status="filed") == [road["reference"]]
    assert set(front.listed("clerk", village=front.village)) == {road["reference"], dogs["reference"]}
    assert front.listed("clerk", village=front.their_village) == []
    assert set(front.listed("clerk", inbox=OUR_INBOX)) == {road["reference"], dogs["reference"]}
    assert front.listed("clerk", inbox=RAYON_INBOX) == []


WRONG_QUERIES: list[tuple[dict[str, object], str]] = [
    ({"inbox": "nowhere"}, "unknown_inbox"),
    ({"village": "nowhere"}, "unknown_village"),
    ({"service": "magic"}, "unknown_service"),
    ({"status": "lost"}, "invalid_request"),
    ({"due": "never"}, "invalid_request"),
    ({"limit": 0}, "invalid_request"),
    ({"limit": 201}, "invalid_request"),
    ({"limit": "many"}, "invalid_request"),
    ({"updated_since": "2026-02-03T04:00:00"}, "invalid_request"),
    ({"updated_since": "0001-01-01T00:00:00+06:00"}, "invalid_request"),
    ({"colour": "red"}, "invalid_request"),
]


def test_a_filter_that_cannot_be_meant_is_refused_by_name(front: Front) -> None:
    for query, code in WRONG_QUERIES:
        refused(front.get("clerk", "/tickets", **query), 422, code)


def test_overdue_and_soon_are_told_apart_and_agree_with_the_ticket(front: Front) -> None:
    late = front.files()
    front.passes(days=7)
    assert front.reads("clerk", late)["overdue"] is True
    soon = front.files(service="water")
    calm = front.files(service="kindergarten")
    asked = front.moves("clerk", front.files(service="water"), "ask", text="Which house?")
    assert front.listed("clerk", due="overdue") == [late["reference"]]
    assert front.listed("clerk", due="soon") == [soon["reference"]]
    for one in (soon, calm, asked):
        assert front.reads("clerk", one)["overdue"] is False


def test_what_changed_since_a_moment_is_found(front: Front) -> None:
    old = front.files()
    front.passes(hours=1)
    new = front.files()
    assert front.listed("clerk", updated_since=front.at.isoformat()) == [new["reference"]]
    front.moves("clerk", old, "take")
    assert set(front.listed("clerk", updated_since=front.at.isoformat())) == {
        old["reference"],
        new["reference"],
    }


def test_words_are_found_in_any_spelling(front: Front) -> None:
    road = front.files(text="Көпүрөнүн жанында жол үңкүр болуп калды")
    front.files(text="Ит кабат", service="dogs")
    for words in ("көпүрө", "КОПУРО", "үңкүр жанында", "жол копуронун", "  ункур  "):
        assert front.listed("clerk", q=words) == [road["reference"]], words
    for words in ("трактор", "жол трактор", "100%", "_"):
        assert road["reference"] not in front.listed("clerk", q=words) or words == "_", words


def test_a_case_is_found_by_its_number_even_with_a_slip(front: Front) -> None:
    with front.database.writing() as session:
        start_at(session, 1041, sqlite=front.database.is_sqlite)
    ticket = front.files(text="Жол")
    other = front.files(text="Эшиктин алдында 1042 деген сан турат")
    assert ticket["reference"] == "1042-9"
    for written_ in (
        "1042-9",
        "10429",
        "№ 1042–9",
        "1042 9",
        "1043-9",
        "1024-9",
        "1402-9",
        "1042-8",
        "1942-9",
    ):
        assert ticket["reference"] in front.listed("clerk", q=written_), written_
    assert set(front.listed("clerk", q="1042")) == {ticket["reference"], other["reference"]}
    assert front.listed("neighbour", q="1042-9") == []


def start_at(session, last: int, *, sqlite: bool) -> None:  # type: ignore[no-untyped-def]
    if sqlite:
        session.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'tickets'"), {"last": last})
    else:
        session.execute(text("SELECT setval(pg_get_serial_sequence('tickets', 'id'), :last)"), {"last": last})


def test_a_search_may_hold_anything(front: Front) -> None:
    front.files()
    for words in (
        "\x00",
        "%",
        "\\",
        "'; DROP TABLE tickets; --",
        "😀",
        "\ud83d".encode(errors="replace"),
        "а " * 90,
    ):
        good(front.get("clerk", "/tickets", q=words))


def test_everybody_sees_the_cases_of_their_own_inbox(front: Front) -> None:
    ours, theirs = (
        front.files()["reference"],
        front.files("neighbour", village=front.their_village)["reference"],
    )
    seen = {who: set(front.listed(who)) for who in ("clerk", "head", "neighbour", "dispatcher", "admin")}
    assert seen == {
        "clerk": {ours},
        "head": {ours},
        "neighbour": {theirs},
        "dispatcher": set(),
        "admin": {ours, theirs},
    }
    assert front.listed("clerk", inbox=THEIR_INBOX) == []
