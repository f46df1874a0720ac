"""Every prompt in every language: worded without an accident, as a message that Telegram takes."""

from datetime import date
from typing import Any

import pytest

from bot.phrases import REFUSALS, STATUS, UNLIKE, WHY
from bot.prompts import PROMPTS
from bot.prompts.files import NOT_TAKEN
from bot.reader import Reader
from db.engine import Database
from db.queries.directory import Directory
from locales import LANGUAGES
from rules.attachments import Kind
from rules.messages import LONGEST_TEXT, Message, decode, units
from rules.reference import shown
from simulator.markup import parse_html
from tests.village import AK_BULAN, MONDAY, Shelves

HOSTILE = '<b>Суу</b> & "жок" {ref} %s </blockquote>' + "😀" * 4000
FILES = {"files": [(kind.value, 754) for kind in Kind] * 2, "left_out": 2, "large": True}
OFFICIAL = [code for code in PROMPTS if code.startswith("official")]
OWN_FILES = [{"id": 10**9, "kind": kind, "seconds": 754, "on": "2025-12-31"} for kind in Kind]
FITS_A_PHONE = 40
"""Characters of a button on a small phone; beyond it the label is cut with an ellipsis."""


@pytest.fixture(scope="module")
def directory(run: Any, tmp_path_factory: pytest.TempPathFactory) -> Directory:
    from tests.conftest import _sqlite_template

    database = Database(f"sqlite:///{_sqlite_template(run, 'catalogue')}")
    with database.reading() as session:
        found = Shelves(database).directory(session, at=MONDAY)
    database.close()
    return found


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, directory: Directory) -> Reader:
    return Reader(request.param, directory, date(2026, 3, 16), "https://dobush.example")


def examples(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Facts of every prompt that needs some."""
    directory = reader.directory
    villages = [place.code for place in directory.villages]
    longest = sorted(villages, key=lambda code: -len(reader.place(code)))[:8]
    rayons = [place.code for place in directory.districts]
    home = directory.place_by_code(AK_BULAN)
    assert home is not None
    asked = {"version": 10**6}
    hostile = {"name": HOSTILE[:120], "address": HOSTILE[:300], "contact": HOSTILE[:120]}
    whose = {"official": True, "applicant": hostile}
    case = {
        "ticket": 999_999_999,
        "service": "water",
        "text": HOSTILE,
        "village": home.id,
        "inbox": directory.inboxes[0].id,
        "filed": "2025-12-31",
        "due": "2026-03-17",
        "outcome": None,
    }
    options = [
        {**asked, "inside": "", "options": rayons},
        *({**asked, "inside": code, "options": [one.code for one in directory.children(place.id)]}
          for code in rayons if (place := directory.place_by_code(code))),
    ]  # fmt: skip
    maybe = [
        {**asked, "text": HOSTILE[:40], "options": longest},
        {**asked, "text": "", "options": villages[:4]},
    ]
    topics = [(one.code, category) for one in directory.services
              for category in (None, *(each.code for each in directory.categories_of(one.code)))]  # fmt: skip
    reasons = [one for service in directory.services for one in directory.reasons_of(service.code)]
    return {
        "story": [{**asked, "place": AK_BULAN, "point": "demo-masy-lamp-4"}, {**asked, "place": None}],
        "more": [asked],
        "village": options,
        "village_maybe": maybe,
        **{
            code: [
                {**asked, "room": "c", "options": longest, "nearest": longest[0], "known": AK_BULAN, "km": 7},
                {**asked, "room": "r", "options": [], "nearest": "", "known": "", "km": 0},
            ]
            for code in ("place_near", "place_elsewhere", "place_far")
        },
        "link_slip": [{"both": True}, {"both": False}],
        "topic": [asked],
        "card": [
            {
                **asked,
                "service": service,
                "category": category,
                "village": longest[0],
                "pin": (42.5, 78.4) if offer else None,
                "same": {"ticket": 999_999_999, "people": 5, "in_work": offer} if same else None,
                "point": "demo-masy-lamp-4" if offer else None,
                "offer_language": offer,
                **told,
            }
            for service, category in topics
            for offer, told in (
                (True, {"text": HOSTILE, "unnumber": True, **whose}),
                (False, {"text": "", "unpaper": True, **FILES}),
            )
            for same in (True, False)
        ],
        **{code: [{**asked, **whose, "ticket": 999_999_999}] for code in OFFICIAL},
        "official_again": [{"reason": reason} for reason in UNLIKE],
        "official_dropped": [{"kept": True}, {"kept": False}],
        "ordinary_sure": [{"ticket": 999_999_999}],
        "edit": [asked],
        "resume": [{**asked, "text": HOSTILE}, {**asked, "text": "", **FILES}],
        "draft_reminder": [{**asked, "text": HOSTILE}],
        "file_refused": [{"reason": reason} for reason in NOT_TAKEN],
        "file_not_kept": [{"ticket": 999_999_999, "reason": reason} for reason in NOT_TAKEN],
        "left_out": [{"kept": 5}],
        "unclear": [{**asked, "tickets": [999_999_999, 1001, 1002, 1003, 1004]}],
        "write_addition": [{**asked, "ticket": 999_999_999}],
        "rate_service": [asked],
        "rate_village": options,
        "rate_village_maybe": maybe,
        "rate_score": [{**asked, "service": one.code, "village": longest[0]} for one in directory.services],
        "rate_why": [{**asked, "service": one.code} for one in directory.services],
        "rate_thanks": [
            {},
            {"n": 1000, "good": 999},
            *(
                {"offer": True, "service": one.service, "village_id": home.id, "reason": one.code}
                for one in reasons
            ),
            {"offer": True, "service": "water", "village_id": 10**9, "reason": None},
        ],
        "panel": [{"asked": True}, {"asked": False}],
        "settings": [{"asked": True}, {"asked": False}],
        "rate_case": [{"ticket": 999_999_999}],
        "mine": [
            {"cases": []},
            {
                "cases": [
                    {**case, "status": status, "due": due, "text": HOSTILE[:80]}
                    for status in STATUS
                    for due in (None, "2026-03-17")
                ][:8]
            },
        ],
        "case": [
            {**case, "status": status, "routed_by": why, "outcome": outcome, **track}
            for status in STATUS
            for why in WHY
            for outcome in (None, "withdrawn")
            for track in (
                {},
                {"track": "appeal", "register_on": "2026-03-17"},
                {"track": "appeal", "registration_number": "2026/99999"},
            )
        ],
        "withdraw_sure": [{"ticket": 1001, "people": people} for people in (0, 200)],
        "joined": [{"ticket": 999_999_999, "people": 200}],
        "left_case": [{"ticket": 999_999_999}],
        "goes_on_without": [{"ticket": 999_999_999, "people": 200}],
        "help": [{}, {"village": None}, {"village": home.id}],
        "added": [{"ticket": 1001}, {"ticket": 1001, "large": True}],
        "refused": [
            {"refusal": code, "days": "30", "longest": "3000", "minutes": "2", "ticket": "7"}
            for code in (*REFUSALS, "never heard of")
        ],
        "invited": [{"name": HOSTILE[:60]}],
        "inbox_link": [{"token": "A" * 32}],
        "erase_sure": [
            {"open_cases": open_cases, "appeals": appeals, "asked_at": 10**10}
            for open_cases in (0, 3)
            for appeals in (0, 2)
        ],
        "erased": [{"language": language, "appeals": kept} for language in LANGUAGES for kept in (0, 2)],
        "own_files": [
            {"ticket": 999_999_999, "files": files, "taken_back": taken_back}
            for files in ([], OWN_FILES)
            for taken_back in (False, True)
        ],
    }


@pytest.mark.parametrize("code", PROMPTS)
def test_every_prompt_is_worded(code: str, reader: Reader) -> None:
    for facts in examples(reader).get(code, [{}]):
        message = PROMPTS[code](reader, facts)
        if code == "acknowledge":
            assert message.text == ""
            continue
        must_be_fit(message)


def test_there_is_an_example_of_every_prompt_that_has_buttons_or_facts(reader: Reader) -> None:
    assert set(examples(reader)) <= set(PROMPTS)


def test_what_citizens_wrote_is_shown_and_never_obeyed(reader: Reader) -> None:
    for facts in examples(reader)["card"][:1] + examples(reader)["resume"][:1]:
        text = PROMPTS["card" if "offer_language" in facts else "resume"](reader, facts).text
        visible, entities = parse_html(text)
        assert '<b>Суу</b> & "жок" {ref} %s' in visible
        assert entities == []


def test_every_number_is_said_with_its_check_digit(reader: Reader) -> None:
    for code in ("write_addition", "withdraw_sure", "added", "case", "mine"):
        facts = examples(reader)[code][-1]
        number = facts["cases"][0]["ticket"] if "cases" in facts else facts["ticket"]
        assert shown(number) in PROMPTS[code](reader, facts).text


def test_every_refusal_of_the_house_that_a_citizen_can_meet_has_a_sentence_of_its_own(reader: Reader) -> None:
    told = {
        PROMPTS["refused"](reader, {"refusal": code, "days": "30", "longest": "9", "minutes": "2"}).text
        for code in REFUSALS
    }
    assert PROMPTS["refused"](reader, {"refusal": "never heard of"}).text not in told


def test_a_place_that_was_renamed_or_removed_meanwhile_does_not_break_its_question(reader: Reader) -> None:
    gone = {"version": 3, "inside": "gone", "options": ["gone", AK_BULAN], "text": "x"}
    for code in ("village", "village_maybe", "rate_village", "rate_village_maybe"):
        must_be_fit(PROMPTS[code](reader, gone))


def must_be_fit(message: Message) -> None:
    visible, _ = parse_html(message.text)
    assert visible.strip()
    assert units(visible) <= LONGEST_TEXT
    assert sum(len(row) for row in message.choices) <= 100
    for row in message.choices:
        for one in row:
            assert 0 < units(one.label) <= FITS_A_PHONE, one.label
            assert decode(one.says) is not None
            assert len(one.says.encode()) <= 64
    for row in message.menu or ():
        assert all(0 < units(key.label) <= FITS_A_PHONE for key in row)
