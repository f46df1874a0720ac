"""A complaint becomes a ticket: routed with a reason, dated by its promise, filed once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from casework.intake import LONGEST
from rules.lifecycle import Source
from rules.refusals import Invalid, NotAllowed
from tests.casework.office import APPLICANT, OURS, RAYON, Office

WITHOUT_INBOX = "41702205855010"
"""Жыргалаң of Ак-Суу, whose aimak has no inbox of its own."""
KYZYL_SUU, BARPY = "41702210850010", "41703220812020"
"""Кызыл-Суу, where providers have whole services; Ачы in Барпы, where one has two categories of waste."""


def routed(office: Office, case: int) -> tuple[str, str]:
    ticket = office.ticket(case)
    facts = office.events(case)[0].facts
    assert facts["routed_by"] == ticket.routed_by
    return facts["inbox"], ticket.routed_by


def test_a_complaint_goes_to_its_own_municipality(office: Office) -> None:
    assert routed(office, office.files()) == (OURS, "municipality")


def test_where_the_municipality_has_no_inbox_the_rayon_takes_it_and_the_reason_is_kept(
    office: Office,
) -> None:
    assert routed(office, office.files(village=WITHOUT_INBOX)) == (RAYON, "fallback")


def test_a_provider_gets_what_it_serves_and_the_municipality_the_rest(office: Office) -> None:
    assert routed(office, office.files(village=KYZYL_SUU, service="water")) == (
        "demo-kyzyl-suu-water",
        "provider",
    )
    assert routed(office, office.files(village=KYZYL_SUU)) == ("kyzyl-suu-2850", "municipality")


def test_a_provider_of_one_category_gets_that_category_alone(office: Office) -> None:
    bins = office.files(village=BARPY, service="waste", category="waste_bins")
    dump = office.files(village=BARPY, service="waste", category="waste_dump")
    assert routed(office, bins) == ("demo-barpy-waste", "provider")
    assert routed(office, dump)[1] == "municipality"


@pytest.mark.parametrize(
    ("service", "category", "answer_on", "resolve_on"),
    [
        ("water", None, date(2026, 3, 17), date(2026, 3, 19)),
        ("water", "water_none", date(2026, 3, 17), date(2026, 3, 18)),
        ("water", "water_bill", date(2026, 3, 19), date(2026, 3, 31)),
        ("waste", None, date(2026, 3, 18), date(2026, 3, 24)),
        ("roads", None, date(2026, 3, 19), date(2026, 4, 7)),
        ("roads", "roads_sign", date(2026, 3, 19), date(2026, 4, 14)),
    ],
)
def test_the_days_are_the_promise_of_the_category_in_working_days(
    office: Office, service: str, category: str | None, answer_on: date, resolve_on: date
) -> None:
    """From Monday the 16th; Friday the 20th, the eve of Nooruz, is a day off."""
    ticket = office.ticket(office.files(service=service, category=category))
    assert (ticket.answer_due_on, ticket.resolve_due_on) == (answer_on, resolve_on)


def test_an_appeal_is_answered_within_fourteen_working_days_and_resolved_as_promised(office: Office) -> None:
    ticket = office.ticket(office.files(service="water", appeal=APPLICANT))
    assert (ticket.answer_due_on, ticket.resolve_due_on) == (date(2026, 4, 6), date(2026, 3, 19))


def test_a_message_of_the_night_is_of_the_day_it_came(office: Office) -> None:
    office.comes(3, 16, 23, 59)
    late = office.ticket(office.files(service="water"))
    office.comes(3, 17, 0, 1)
    early = office.ticket(office.files(service="water"))
    assert (late.answer_due_on, early.answer_due_on) == (date(2026, 3, 17), date(2026, 3, 18))


def test_on_a_day_off_the_next_working_day_is_the_first(office: Office) -> None:
    office.comes(3, 20)
    assert office.ticket(office.files(service="water")).answer_due_on == date(2026, 3, 23)


def test_the_history_begins_with_what_was_decided_and_the_words_beside_it(office: Office) -> None:
    case = office.files(text="Көпүрө\r\nсынган ", category="roads_bridge")
    event = office.events(case)[0]
    assert (event.move, event.by_role, event.status, event.seq) == ("file", "citizen", "filed", 1)
    assert event.facts == {
        "service": "roads",
        "category": "roads_bridge",
        "village": "41702205805010",
        "inbox": OURS,
        "routed_by": "municipality",
        "source": "telegram",
        "track": "feedback",
        "language": "ky",
        "answer_due_on": "2026-03-18",
        "resolve_due_on": "2026-04-07",
    }
    assert office.words(case) == ["Көпүрө\nсынган"]


def test_the_first_case_is_number_1001(office: Office) -> None:
    assert [office.files(), office.files()] == [1001, 1002]


def test_the_same_draft_is_the_same_case(office: Office) -> None:
    first = office.files(draft_key="5:1")
    office.news()
    assert office.files(draft_key="5:1", text="Башка сөз") == first
    assert office.files(draft_key="5:2") != first
    assert len(office.events(first)) == 1
    assert {to for notice, to in office.news() if notice == "accepted"} == {"aigul"}


def test_a_draft_sent_by_many_hands_at_once_is_one_case(office: Office) -> None:
    def send(_: int) -> int | None:
        try:
            return office.files(draft_key="5:1")
        except IntegrityError:
            return None  # lost the race: this turn is taken again

    with ThreadPoolExecutor(4) as hands:
        found = set(hands.map(send, range(4))) - {None}
    assert found == {office.files(draft_key="5:1")}
    assert [one.notice for one in office.letters() if one.to == "aigul"] == ["accepted"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("суу\x00 жок", "суу жок"),
        ("\ufeffсуу жок", "суу жок"),
        ("суу \u202eжок\u202c", "суу жок"),
        ("суу\ud83d жок", "суу жок"),
        ("👨\u200d👩\u200d👧 суу жок", "👨\u200d👩\u200d👧 суу жок"),
        ("суу\u2028жок", "суу\nжок"),
    ],
)
def test_what_would_poison_the_database_or_the_reader_is_left_out(
    office: Office, said: str, kept: str
) -> None:
    case = office.files(text=said)
    assert office.ticket(case).text == kept
    assert office.words(case) == [kept]


NOTHING_TO_READ = [
    "",
    " \n\t",
    "\x00\x01",
    "\u200b",
    "\u200b \u2060\u200d\ufe0f",
    "\u202e\u202c",
    "\u00ad\u034f",
]


@pytest.mark.parametrize("said", NOTHING_TO_READ)
def test_a_story_in_which_there_is_nothing_to_read_is_refused(office: Office, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        office.files(text=said)
    assert refused.value.code == "text_missing"
    assert office.letters() == []


@pytest.mark.parametrize("said", ["👍", "!", "5", "№ 5"])
def test_a_short_story_is_a_story(office: Office, said: str) -> None:
    assert office.ticket(office.files(text=said)).text == said


def test_a_story_has_a_length_that_is_enough_and_no_more(office: Office) -> None:
    assert len(office.ticket(office.files(text=" " + "с" * LONGEST + "\n")).text) == LONGEST
    with pytest.raises(Invalid) as refused:
        office.files(text="с" * (LONGEST + 1))
    assert (refused.value.code, refused.value.facts) == ("text_too_long", {"longest": LONGEST})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"village": "417"}, "unknown_village"),
        ({"village": "41702205805000"}, "unknown_village"),  # an aimak is no village
        ({"village": ""}, "unknown_village"),
        ({"service": "weather"}, "unknown_service"),
        ({"service": "weather", "category": "roads_snow"}, "unknown_category"),
        ({"category": "water_leak"}, "unknown_category"),
        ({"category": "roads_moon"}, "unknown_category"),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused_by_name(
    office: Office, wrong: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        office.files(**wrong)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["provider", "council", "clock"])
def test_who_may_not_file_files_nothing(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed):
        office.files(by=who, source=Source.API)
    assert office.letters() == []


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "head", "admin", "client"])
def test_the_desk_files_for_others_and_keeps_how_to_reach_them(office: Office, who: str) -> None:
    ticket = office.ticket(office.files(by=who, source=Source.WALK_IN, contact="0700 12 34 56"))
    assert (ticket.citizen_id, ticket.contact, ticket.source) == (None, "0700 12 34 56", "walk_in")
