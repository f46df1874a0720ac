"""What the house says, in every language: whole, sound, and short enough for where it is shown."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.pofile import read_po

from bot import keyboards
from bot.introducing import COMMANDS
from bot.phrases import REFUSALS, STATUS, WHY
from bot.reading import menu_of
from bot.rendering import PROMPTS, Reader
from casework.handling import LONGEST_REPLY
from db.engine import Database
from db.queries.directory import Directory, Shelf
from db.queries.panel import Awaited
from locales import FOLDER, LANGUAGES, OWN_NAMES, TRANSLATED, day, say_phrase
from locales.extracting import NotWritten, in_python, in_template, spoken
from locales.files import enclosed
from rules import lifecycle
from rules.appeals import LONGEST_ADDRESS, LONGEST_CONTACT, LONGEST_NAME
from rules.attachments import Kind
from rules.messages import LONGEST_TEXT, Message, units
from rules.notices import Notice
from tests.conftest import CATALOGUE_AT, NewUrl
from worker.letters import LETTERS, Letter
from worker.letters.panel import worded

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "admin_api" / "templates"
LONGEST_BUTTON = 30
LONGEST_DESCRIPTION = 256
"""Of a command, in Telegram's list."""
LONGEST_TOAST = 200
WORDS_IN_A_SENTENCE = 12


@dataclass(frozen=True, slots=True)
class Text:
    language: str
    context: str
    english: str
    said: str


def catalogue(language: str) -> list[Text]:
    with (FOLDER / language / "messages.po").open("rb") as source:
        return [
            Text(language, str(message.context), str(message.id), str(message.string))
            for message in read_po(source, locale=language, abort_invalid=True)
            if message.id
        ]


TEXTS = [text for language in TRANSLATED for text in catalogue(language) if text.said]

# What can be wrong with one text. Each of these is seen red by a planted fault below.

LETTERS_OF = {
    "ru": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "ky": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяңөү"),
}
"""Not the look-alikes of other alphabets: ѳ ӊ є ї ў, nor a Latin o within a word."""
WORD = re.compile(r"[^\W\d_]+")
SAID_AS_THEY_ARE = re.compile(
    r"\{[^}]*\}|</?[a-z][^>]*>|https?://\S+|/[a-z]+\b|\b(?:Telegram|Open311|API|PDF|Idempotency-Key)\b"
)
"""Placeholders, tags, addresses, commands and names."""
TAG = re.compile(r"</?[a-z][^>]*>")
GLUED = re.compile(r"\}[-\w]|\w\{|\}\s+(?:чейин|кийин|мурун)\b")
"""A suffix, or a word that would want one: Kyrgyz vowel harmony breaks on names and numbers."""
MISQUOTED = re.compile("[\"'“”„‘’]|\\s\\s|^\\s|\\s$")

NEVER = {
    "ky": {
        "арыз": "кайрылуу",
        "даттан": "кайрылуу",
        "шикаят": "кайрылуу",
        "жалоб": "кайрылуу",
        "көйгөй": "маселе",
        "аноним": "кадимки кайрылуу",
        "сигнал": "кайрылуу",
        "клерк": "кызматкер",
        "жетекчи": "айыл өкмөтүнүн башчысы",
        "офис": "айыл өкмөтү",
        r"\bиш күн": "жумушчу күн",
        r"\bиште\b": "ишке алынды, Иштелүүдө",
        r"\bоңдолду": "чечилди",
        r"\bбүттү": "чечилди",
        "ырастал": "тастыкталды",
        r"\bрусча": "орусча",
        "жооптун мөөнөтү": "жооп берүү мөөнөтү",
        "күттүү": "күтүүдө",
        "баш тартуу": "жокко чыгаруу",
        "кароодон баш тарт": "маселе чечилген жок",
        r"\bөткөрүү\b": "өткөрүп жиберүү",
        r"(?<!айылдык )(?<!шаардык )\bкеңеш": "айылдык кеңеш",
        "ката киргиз": "түшүнбөй калдым",
        "кайра эсептел": "мөөнөттү эсептөө улантылды",
        "видео билдирүү": "видеобилдирүү",
    },
    "ru": {
        "жалоб": "обращение",
        "заявлени": "обращение",
        "аноним": "обычное обращение",
        "сигнал": "обращение",
        "клерк": "сотрудник",
        "руководител": "глава айыл окмоту",
        "офис": "айыл окмоту",
        r"\bготово\b": "решено",
        "без ремонта": "проблема не решена",
        "отказано в рассмотрении": "проблема не решена",
        r"\bправда\b": "сделано",
        "вы ошиб": "не совсем понятно",
        r"(?:^|[.!?]\s|\bя )(?:напомнил|сообщил|открыл|сохранил|нашёл|записал|передал|принял)\b": "a bot has no gender",
    },
}
"""GLOSSARY.md: one word for one thing. What must not be said -> what is said instead."""
ONLY_OF_APPEALS = {"ky": r"\bкатталды|\bкатталган", "ru": "зарегистрирован"}
"""This verb starts the clock of the law; everything else is received."""


def wrong_placeholders(text: Text) -> Iterator[str]:
    if _placeholders(text.english) != _placeholders(text.said):
        yield f"{_placeholders(text.english)} became {_placeholders(text.said)}"


def wrong_markup(text: Text) -> Iterator[str]:
    if Counter(TAG.findall(text.english)) != Counter(TAG.findall(text.said)):
        yield f"tags {TAG.findall(text.said)}"
    if text.english.count("\n") != text.said.count("\n"):
        yield "other lines"
    if text.english[-1] in ".?!:" and text.said[-1:] != text.english[-1]:
        yield f"does not end with {text.english[-1]}"


def inflected_placeholder(text: Text) -> Iterator[str]:
    yield from (f"…{found[0]}" for found in GLUED.finditer(text.said))


def foreign_letters(text: Text) -> Iterator[str]:
    if unicodedata.normalize("NFC", text.said) != text.said:
        yield "letters and their marks are apart"
    for word in WORD.findall(SAID_AS_THEY_ARE.sub(" ", text.said)):
        if not LETTERS_OF[text.language].issuperset(word.lower()):
            yield word


def wrong_numbers(text: Text) -> Iterator[str]:
    if Counter(re.findall(r"\d+", text.english)) != Counter(re.findall(r"\d+", text.said)):
        yield "other numbers"


def forbidden_words(text: Text) -> Iterator[str]:
    said = text.said.lower()
    for never, instead in NEVER[text.language].items():
        if found := re.search(never, said):
            yield f"«{found[0]}», say {instead}"
    if (found := re.search(ONLY_OF_APPEALS[text.language], said)) and "regist" not in text.english.lower():
        yield f"«{found[0]}» is said of official appeals alone"


def other_emoji(text: Text) -> Iterator[str]:
    before, after = _emoji(text.english), _emoji(text.said)
    if before != after or (text.said[:1] in after and text.said[0] != text.english[0]):
        yield f"{before} became {after}"


def wrong_quotes(text: Text) -> Iterator[str]:
    if MISQUOTED.search(re.sub(r"\n", "", SAID_AS_THEY_ARE.sub("x", text.said))):
        yield "quotes are « », between words stands one space"


def too_long(text: Text) -> Iterator[str]:
    longest = {"button": LONGEST_BUTTON, "command": LONGEST_DESCRIPTION}.get(text.context, LONGEST_TEXT)
    if units(text.said) > longest:
        yield f"{units(text.said)} characters"
    if text.context == "chat":
        for sentence in re.split(r"[.?!:;]\s|\n", text.said):
            if len(WORD.findall(SAID_AS_THEY_ARE.sub("", sentence))) > WORDS_IN_A_SENTENCE:
                yield f"a long sentence: {sentence}"


FAULTS: tuple[Callable[[Text], Iterator[str]], ...] = (
    wrong_placeholders,
    wrong_markup,
    inflected_placeholder,
    foreign_letters,
    wrong_numbers,
    forbidden_words,
    other_emoji,
    wrong_quotes,
    too_long,
)

PLANTED = [
    (wrong_placeholders, "ky", "chat", "Answer due: {date}", "Жооп берүү мөөнөтү: {day}"),
    (wrong_placeholders, "ru", "chat", "Answer due: {date}", "Срок ответа"),
    (wrong_markup, "ru", "page", "<b>New</b>", "<i>Новое</i>"),
    (wrong_markup, "ky", "chat", "Fire: 101\nPolice: 102", "Өрт: 101 Милиция: 102"),
    (wrong_markup, "ky", "chat", "Reason:", "Себеби"),
    (inflected_placeholder, "ky", "chat", "In {place}", "{place}да"),
    (inflected_placeholder, "ky", "chat", "By {date}", "{date}-га"),
    (inflected_placeholder, "ky", "chat", "Until {date}", "{date} чейин"),
    (inflected_placeholder, "ru", "chat", "The {n}th", "{n}-й"),
    (foreign_letters, "ky", "chat", "Drinking water", "Ичүүчү cуу"),
    (foreign_letters, "ky", "chat", "Aiyl okmotu", "Айыл ѳкмѳтү"),
    (foreign_letters, "ky", "chat", "Broad", "Кеӊ"),
    (foreign_letters, "ru", "chat", "Village", "Cело"),
    (foreign_letters, "ru", "chat", "Ozgon", "Өзгөн"),
    (foreign_letters, "ru", "chat", "Please answer.", "Please ответьте."),
    (foreign_letters, "ky", "report", "Open", "Open"),
    (foreign_letters, "ru", "chat", "Answer", "Ответи\u0306"),
    (wrong_numbers, "ru", "chat", "Fire: 101", "Пожар: 112"),
    (forbidden_words, "ky", "button", "Report", "Арыз"),
    (forbidden_words, "ky", "chat", "Is it fixed?", "Көйгөй чечилдиби?"),
    (forbidden_words, "ky", "chat", "The council was told.", "Кеңешке билдирилди."),
    (forbidden_words, "ky", "chat", "Accepted.", "Катталды."),
    (forbidden_words, "ru", "chat", "Accepted.", "Зарегистрировано."),
    (forbidden_words, "ru", "chat", "A new report", "Новая жалоба"),
    (forbidden_words, "ru", "chat", "The clerk was reminded.", "Я напомнил сотруднику."),
    (forbidden_words, "ru", "chat", "Saved.", "Принято. Сохранил."),
    (other_emoji, "ky", "button", "✅ Yes", "Ооба"),
    (other_emoji, "ky", "button", "✅ Yes", "✔️ Ооба"),
    (other_emoji, "ru", "button", "⬅️ Back", "⬅ Назад"),
    (wrong_quotes, "ru", "chat", "Tap “Reopen”", "Нажмите “Открыть снова”"),
    (wrong_quotes, "ky", "chat", "Yes, new", "Ооба,  жаңы"),
    (too_long, "ky", "button", "Yes", "Ооба, бул маселе толугу менен чечилди"),
    (too_long, "ru", "chat", "Hello", "Добрый день " * 7),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_no_translation_has(fault: Callable[[Text], Iterator[str]]) -> None:
    found = [
        f"{text.language} {text.context}: {text.english!r}: {what}" for text in TEXTS for what in fault(text)
    ]
    assert found == []


@pytest.mark.parametrize(("fault", "language", "context", "english", "said"), PLANTED)
def test_a_planted_fault_is_seen(
    fault: Callable[[Text], Iterator[str]], language: str, context: str, english: str, said: str
) -> None:
    assert list(fault(Text(language, context, english, said)))


def test_every_check_has_been_seen_red() -> None:
    assert {planted[0] for planted in PLANTED} == set(FAULTS)


# The catalogues against the source.


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_what_the_house_says_and_nothing_else(language: str) -> None:
    said, kept = set(spoken()), {(text.context, text.english) for text in catalogue(language)}
    assert {"missing": sorted(said - kept), "obsolete": sorted(kept - said)} == {
        "missing": [],
        "obsolete": [],
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_none_is_fuzzy(language: str) -> None:
    with (FOLDER / language / "messages.po").open("rb") as source:
        messages = [message for message in read_po(source, locale=language) if message.id]
    assert [message.id for message in messages if not message.string] == []
    assert [message.id for message in messages if message.fuzzy or message.pluralizable] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_same_english_in_one_context_is_said_once(language: str) -> None:
    counted = Counter((text.context, text.english) for text in catalogue(language))
    assert [text for text, times in counted.items() if times > 1] == []


SPEAKER = """
def chat(self, message): return say(self.language, "chat", message)
def greet(reader, letter, language, t):
    say(language, "button", "One")
    phrase("status", "Two " "words")
    reader.chat("Three {n}", n=3)
    letter.button("Four", "add"); letter.say("Five"); label(reader, "Six"); t("Seven")
    reader.t("Eight" if language else "Nine")
    letter.say(STATUS["filed"])
"""


def test_texts_are_found_at_every_door() -> None:
    assert list(in_python(SPEAKER, "speaker.py")) == [
        ("button", "One"),
        ("status", "Two words"),
        ("chat", "Three {n}"),
        ("button", "Four"),
        ("chat", "Five"),
        ("button", "Six"),
        ("page", "Seven"),
        ("page", "Eight"),
        ("page", "Nine"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "reader.chat(words)",
        'reader.chat(f"No. {ref}")',
        'phrase("chat", greeting + "!")',
        'say(language, context, "Hello")',
        "def greet(reader, words): reader.t(words)",
        "t()",
    ],
)
def test_a_text_that_does_not_stand_where_it_is_said_is_refused(source: str) -> None:
    with pytest.raises(NotWritten, match=r"speaker\.py:1"):
        list(in_python(source, "speaker.py"))


def test_templates_speak_through_t() -> None:
    template = """{# t("no") #}<p title='{{ t("It is \\"new\\"") }}'>
    {{ reader.t( 'Days: {n}', n=1 ) }}{{ cut("no") }}</p>"""
    assert list(in_template(template, "page.html")) == [("page", 'It is "new"'), ("page", "Days: {n}")]


@pytest.mark.parametrize("said", ["words", '"New" if fresh else "Old"', '"Days: " ~ n'])
def test_a_template_that_says_what_does_not_stand_there_is_refused(said: str) -> None:
    with pytest.raises(NotWritten, match=r"page\.html:2"):
        list(in_template(f"{{# a\n#}}{{{{ t({said}) }}}}", "page.html"))


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    """Text between tags, and in the attributes that are read aloud, goes through `t`."""
    source = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    aloud = re.findall(r"""\b(?:aria-label|title|alt|placeholder)=["']([^"']*)""", source)
    assert re.findall(r"[^\W\d_]{2,}", " ".join([*aloud, re.sub(r"<[^>]*>", "", source)])) == []


# What is sent, with the longest that can stand in it.


@pytest.fixture
def directory(sqlite_url: NewUrl) -> Iterator[Directory]:
    """The shipped catalogue."""
    database = Database(sqlite_url("catalogue"))
    with database.reading() as session:
        yield Shelf().directory(session, at=CATALOGUE_AT)
    database.close()


LONGEST_DAY = date(2027, 9, 30)
NUMBER = 999_999_999
STORY = "Ж" * 20_000
URL = "https://kayryluu.example.gov.kg"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_fits_and_speaks_one_language(directory: Directory, language: str) -> None:
    letter = longest_letter(directory, language)
    village, _, service = longest_names(directory, language)
    letters = {notice: word(letter) for notice, word in LETTERS.items()}
    letters[Notice.PANEL_ASK] = worded(directory, Awaited(NUMBER, service.code, village.id), language)
    assert set(letters) == set(Notice)
    found = [
        f"{notice}: {what}" for notice, message in letters.items() for what in misfits(message, language)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_fits_and_speaks_one_language(directory: Directory, language: str) -> None:
    reader = Reader(language, directory, CATALOGUE_AT.date(), URL)
    found = [
        f"{prompt}: {what}"
        for prompt, word in PROMPTS.items()
        for what in misfits(word(reader, longest_facts(directory, language, prompt)), language)
    ]
    assert found == []


def misfits(message: Message, language: str) -> Iterator[str]:
    """What Telegram would cut or refuse, and what nobody translated."""
    text = unescape(TAG.sub("", message.text))
    rows = [[one.label for one in row] for row in message.choices] + [
        [key.label for key in row] for row in message.menu or ()
    ]
    if units(text) > LONGEST_TEXT:
        yield f"{units(text)} characters"
    if placeholder := re.search(r"[{}]", text):
        yield f"a placeholder is left: …{text[placeholder.start() :][:20]}"
    for row in rows:
        longest = keyboards.LONGEST_LABEL if len(row) == 1 else keyboards.SHORT
        yield from (f"a long button: {label}" for label in row if len(label) > longest)
    if language in TRANSLATED:
        said = SAID_AS_THEY_ARE.sub(" ", " ".join([text, *(label for row in rows for label in row)]))
        yield from sorted(set(re.findall("[a-zA-Z]+", said)))


def longest_letter(directory: Directory, language: str) -> Letter:
    village, inbox, service = longest_names(directory, language)
    ticket = SimpleNamespace(
        id=NUMBER,
        answer_due_on=LONGEST_DAY,
        planned_on=LONGEST_DAY,
        village_id=village.id,
        inbox_id=inbox.id,
        service_code=service.code,
        routed_by="fallback",
        text=STORY,
        joined=9_999,
    )
    return Letter(
        language=language,
        directory=directory,
        today=CATALOGUE_AT.date(),
        ticket=ticket,
        words=STORY[:LONGEST_REPLY],
        facts={
            **dict.fromkeys(("until", "due", "register_on"), LONGEST_DAY.isoformat()),
            "registration_number": "2026/99999",
        },
        public_url=URL,
        files=enclosed(language, [(kind.value, 3599) for kind in Kind] * 2),
    )


def longest_facts(directory: Directory, language: str, prompt: str) -> Mapping[str, Any]:
    village, inbox, service = longest_names(directory, language)
    category = max(
        directory.categories_of(service.code), key=lambda one: len(one.name(language)), default=None
    )
    case = {
        "ticket": NUMBER,
        "status": "waiting",
        "service": service.code,
        "text": STORY,
        "due": LONGEST_DAY.isoformat(),
    }
    facts: dict[str, Any] = {
        **case,
        "category": category.code if category else None,
        "village": village.code,
        "place": village.code,
        "inbox": inbox.id,
        "inside": "",
        "options": [one.code for one in directory.villages[:20]],
        "cases": [case] * 8,
        "tickets": [NUMBER],
        "outcome": "fixed",
        "routed_by": "fallback",
        "filed": LONGEST_DAY.isoformat(),
        "version": 12,
        "offer_language": True,
        "pin": (42.49068, 78.39362),
        "same": {"ticket": NUMBER, "people": 9_999, "in_work": True},
        "people": 9_999,
        "official": True,
        "applicant": {
            "name": "Ж" * LONGEST_NAME,
            "address": "Ж" * LONGEST_ADDRESS,
            "contact": "9" * LONGEST_CONTACT,
        },
        "register_on": LONGEST_DAY.isoformat(),
        "registration_number": "2026/99999",
        "point": "demo-kyzyl-suu-bins-1",
        "nearest": village.code,
        "known": village.code,
        "km": 99,
        "room": "c",
        "n": 10_000,
        "good": 10_000,
        "name": "Ж" * 120,
        "token": "x" * 32,
        "refusal": "text_too_long",
        "longest": 20_000,
        "files": [(kind.value, 3599) for kind in Kind] * 2,
        "left_out": 10,
        "large": True,
        "reason": "contact_unlike" if prompt == "official_again" else "too_big",
        "kept": 5,
        "asked": True,
        "offer": True,
        "village_id": village.id,
        "unpaper": True,
        "unnumber": True,
        "open_cases": 300,
        "appeals": 300,
        "asked_at": 10**10,
        "language": language,
        "taken_back": True,
    }
    if prompt == "own_files":
        facts["files"] = [
            {"id": NUMBER, "kind": kind, "seconds": 3599, "on": LONGEST_DAY.isoformat()} for kind in Kind
        ] * 9
    if prompt in ("case", "help"):
        facts["village"] = village.id
    if prompt == "village_maybe" or prompt == "rate_village_maybe":
        facts["text"] = STORY[:40]
    return facts


def longest_names(directory: Directory, language: str) -> tuple[Any, Any, Any]:
    lists = (directory.villages, directory.inboxes, directory.services)
    village, inbox, service = (max(names, key=lambda one: len(one.name(language))) for names in lists)
    return village, inbox, service


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_have_descriptions_that_telegram_takes(language: str) -> None:
    said = {name: say_phrase(language, words) for name, words in COMMANDS.items()}
    assert {name: words for name, words in said.items() if not 1 <= units(words) <= LONGEST_DESCRIPTION} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_flashes_over_a_chat_is_short(language: str) -> None:
    flashing = [text for text in catalogue(language) if text.english.startswith("This button is out of date")]
    assert flashing
    assert [text.said for text in flashing if units(text.said) > LONGEST_TOAST] == []


def test_a_word_of_the_menu_means_one_command_in_whatever_language() -> None:
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for label, command in menu_of(language).items():
            meant.setdefault(label, set()).add(command)
    assert {label: commands for label, commands in meant.items() if len(commands) > 1} == {}
    assert len({tuple(menu_of(language).values()) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_and_reasons_are_said_for_every_code(language: str) -> None:
    assert set(STATUS) == set(lifecycle.Status)
    said = [say_phrase(language, words) for words in (*STATUS.values(), *WHY.values())]
    assert len(set(said)) == len(said)


def test_a_day_is_said_as_people_say_it() -> None:
    december, today = date(2026, 12, 7), date(2026, 11, 23)
    assert [day(language, december, today=today) for language in LANGUAGES] == [
        "7-декабрь",
        "7 декабря",
        "7 December",
    ]
    later = [day(language, date(2027, 1, 8), today=today) for language in LANGUAGES]
    assert later == ["2027-ж. 8-январь", "8 января 2027", "8 January 2027"]


def test_refusals_that_the_bot_words_take_only_facts_they_get() -> None:
    known = {"days", "longest", "minutes"}
    assert {code for code, words in REFUSALS.items() if not _placeholders(words.message) <= known} == set()


def test_languages_call_themselves_by_their_own_names() -> None:
    assert OWN_NAMES == {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
    assert not [text for text in TEXTS if text.context == "button" and not text.said.strip()]


# The glossary against the law.


def test_the_glossary_knows_every_word_of_the_law() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    laws = (
        lifecycle.Status,
        lifecycle.Move,
        lifecycle.Role,
        lifecycle.Outcome,
        lifecycle.Confirmation,
        lifecycle.Track,
        lifecycle.Source,
    )
    words = {f"`{word.value}`" for law in laws for word in law}
    assert sorted(word for word in words if word not in glossary) == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _emoji(text: str) -> list[str]:
    return [one for one in text if one == "\ufe0f" or (unicodedata.category(one) == "So" and one != "№")]
