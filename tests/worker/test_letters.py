"""Every notice to everybody it can be owed to, in three languages, from real cases of a real database."""

import re
from collections import defaultdict

import pytest

from casework.handling import LONGEST_REPLY
from db.engine import Database
from locales import LANGUAGES
from rules.lifecycle import Move
from rules.messages import LONGEST_SAYING, LONGEST_TEXT, decode, units
from rules.notices import Notice
from tests.casework.office import APPLICANT, CHATS, Office
from tests.worker.reading import Read, all_letters, an_office_with_telephones, read

MARKUP = '<b>жирный</b> & <a href="tg://user?id=5000000001">x</a> </blockquote> {ref} &lt; \'"'
TO_COLLEAGUES = {
    Notice.NEW_CASE,
    Notice.ADDED,
    Notice.JOINED,
    Notice.ASSIGNED,
    Notice.CASE_LEFT,
    Notice.CASE_ARRIVED,
    Notice.CONFIRMED,
    Notice.CASE_REOPENED,
    Notice.REOPENED_HEAD,
    Notice.WITHDRAWN,
    Notice.QUESTION_LAPSED,
    Notice.DUE_SOON,
    Notice.OVERDUE_CLERK,
    Notice.OVERDUE_HEAD,
    Notice.NEW_APPEAL,
    Notice.APPEAL_DROPPED,
    Notice.REGISTER_SOON,
    Notice.REGISTER_LATE_CLERK,
    Notice.REGISTER_LATE_HEAD,
}
_read: dict[bool, list[Read]] = {}


@pytest.fixture
def letters(catalogue_database: Database) -> list[Read]:
    """Written once for each kind of database: it takes a while."""
    kind = catalogue_database.is_sqlite
    if kind not in _read:
        _read[kind] = all_letters(catalogue_database)
    return _read[kind]


@pytest.fixture
def office(catalogue_database: Database) -> Office:
    return an_office_with_telephones(catalogue_database)


def test_every_notice_of_the_rules_was_written_to_whom_it_is_for(letters: list[Read]) -> None:
    written = {(letter.notice, letter.to_citizen) for letter in letters}
    of_cases = set(Notice) - {Notice.PANEL_ASK}
    assert written == {(notice, notice not in TO_COLLEAGUES) for notice in of_cases}


def test_every_letter_has_its_number_and_no_placeholder(letters: list[Read]) -> None:
    for letter in letters:
        assert letter.number in letter.visible, letter
        labels = " ".join(choice.label for row in letter.message.choices for choice in row)
        assert not re.search(r"[{}]|%\(|\bNone\b", letter.visible + labels), letter


def test_every_letter_fits_a_message_and_says_it_in_markup_that_telegram_reads(letters: list[Read]) -> None:
    for letter in letters:
        assert 0 < units(letter.visible) <= LONGEST_TEXT
        assert not re.search(r"&(lt|gt|amp|quot|#x27);", letter.visible), "escaped twice"
        assert {entity["type"] for entity in letter.entities} <= {"blockquote"}


def test_no_letter_says_whose_an_official_appeal_is(letters: list[Read]) -> None:
    assert {"registered", "appeal_accepted", "new_appeal"} <= {letter.notice for letter in letters}
    for letter in letters:
        for part in (APPLICANT.name, APPLICANT.address, APPLICANT.contact):
            assert part not in letter.visible


def test_every_letter_is_in_the_language_of_its_reader(letters: list[Read]) -> None:
    said = defaultdict(set)
    for letter in letters:
        said[letter.row].add(letter.visible)
    assert {len(texts) for texts in said.values()} == {len(LANGUAGES)}


def test_every_button_fits_and_speaks_of_its_own_case(letters: list[Read]) -> None:
    pressed = [(letter, choice) for letter in letters for row in letter.message.choices for choice in row]
    assert {letter.notice for letter, _ in pressed} >= {"fixed_ask", "question", "declined", "accepted"}
    for letter, choice in pressed:
        button = decode(choice.says)
        assert button is not None
        assert (button.room, button.key) == ("t", letter.case)
        assert button.encode() == choice.says
        assert len(choice.says.encode()) <= LONGEST_SAYING
        assert choice.label.strip()


def test_no_letter_says_a_citizens_chat(letters: list[Read]) -> None:
    for letter in letters:
        said = letter.message.text + repr(letter.message.choices)
        assert not any(str(chat) in said for chat in CHATS.values())


def test_a_colleagues_letter_shows_the_case_and_never_who_the_citizen_is(letters: list[Read]) -> None:
    to_colleagues = [letter for letter in letters if not letter.to_citizen]
    for letter in to_colleagues:
        assert "Зуракан" not in letter.visible
        assert letter.visible.endswith(f"https://d.kg/inbox/{letter.number}")
        assert not letter.message.choices
        assert letter.message.answers_press is letter.message.replaces is None


def test_a_citizens_letter_has_no_link_into_the_office(letters: list[Read]) -> None:
    assert not any("/inbox/" in letter.visible for letter in letters if letter.to_citizen)


def test_what_people_write_is_shown_and_never_obeyed(office: Office) -> None:
    case = office.files(text=MARKUP)
    office.makes(Move.ANSWER, case, said=MARKUP)
    office.makes(Move.ADD, case, "aigul", said=MARKUP)
    office.makes(Move.TRANSFER, case, reason=MARKUP)
    for letter in read(office):
        if letter.notice not in ("taken", "case_left"):
            assert MARKUP in letter.visible, letter
        assert {entity["type"] for entity in letter.entities} <= {"blockquote"}


@pytest.mark.parametrize(
    "longest", ["<" * 4000, "&" * 4000, "🚰" * 2000, "ө" * 4000], ids=lambda text: text[0]
)
def test_the_longest_words_are_cut_to_fit(office: Office, longest: str) -> None:
    case = office.files(text=longest)
    office.makes(Move.ANSWER, case, said=longest[:LONGEST_REPLY])
    office.makes(Move.ADD, case, "aigul", said=longest[:2000])
    for letter in read(office):
        assert units(letter.visible) <= LONGEST_TEXT
        assert longest[:100] in letter.visible
