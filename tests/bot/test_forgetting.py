"""Everything that was known of a person is looked for after they were forgotten: in every table and object."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from threading import Event as Signal
from typing import Any

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import OperationalError

from bot.scripts import place
from casework import duties, following, handling, intake, seals
from casework.desk import Actor, Desk
from casework.intake import Complaint
from db.engine import Database
from db.files.storage import Storage, StorageAway
from db.inventory import INVENTORY, Fate, columns
from db.queries import erasing, files, outbox, people, tickets
from db.queries.files import Kept
from db.tables import metadata
from db.tables.appeals import Appeal
from db.tables.files import Removal
from db.tables.outbox import OutboxRow
from db.tables.ratings import PanelAsk
from db.tables.tickets import Event, Ticket
from rules.attachments import Attached, Kind
from rules.lifecycle import OPEN, Role, Source, Status
from rules.refusals import NotNow
from tests.bot.conftest import Office
from tests.bot.test_media import sends
from tests.casework.office import APPLICANT
from tests.village import AK_BULAN, EVERYWHERE, Phone, Village
from worker.removing import Remover

CHAT = 5_987_654_321
NAME, SURNAME, PHONE = "Зулайкамаркер", "Бекова", "700555666"
STORY, MORE, DRAFT, ANSWER = "Зебрамаркер суу жок", "Дагы зебрамаркер", "Жирафмаркер", "Зулайкамаркер айым"
NORTH = 0.0012345
PACE = timedelta(seconds=2)
PERSONAL = (Fate.ROW, Fate.EMPTIED, Fate.UNLINKED)
CONTENT = b"\x89PNG marker"


class Everything:
    """The whole database as text: every table there is, those of the search too; and the bytes of SQLite's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def holding(self, *markers: str) -> set[str]:
        """Tables in which one of these stands."""
        with self._database.reading() as session:
            names = inspect(session.connection()).get_table_names()
            if self._database.is_sqlite:
                names = list(
                    session.scalars(
                        text("SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow')")
                    )
                )
            held = {name: session.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
        told = {name: "\n".join(map(_spelt, rows)) for name, rows in held.items()}
        wanted = [spelt for one in markers for spelt in (one, json.dumps(one)[1:-1])]
        return {name for name, words in told.items() if any(one.casefold() in words for one in wanted)}

    def file(self) -> bytes:
        with self._database.engine.connect() as connection:
            connection.execute(text("ROLLBACK"))
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            connection.execute(text("BEGIN"))
        assert self._database.url.database
        path = Path(self._database.url.database)
        return path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()


def _spelt(row: Any) -> str:
    return " ".join(
        one.decode("utf-8", "ignore") if isinstance(one, bytes) else str(one) for one in row
    ).casefold()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "objects")


@pytest.fixture
def objects(tmp_path: Path) -> Iterator[Any]:
    return lambda: sorted(path.name for path in (tmp_path / "objects").rglob("*") if path.is_file())


@pytest.fixture
def clerk(village: Village) -> Actor:
    return village.colleague(name="Нурлан", inboxes=(village.inbox_of(AK_BULAN),))


@pytest.fixture
def pin(village: Village) -> tuple[float, float]:
    with village.database.reading() as session:
        there = village.shelf.directory(session, at=village.at).place_by_code(AK_BULAN)
    assert there is not None
    assert there.lat is not None
    assert there.lon is not None
    return round(there.lat + NORTH, 7), round(there.lon + NORTH, 7)


@pytest.fixture
def markers(pin: tuple[float, float]) -> tuple[str, ...]:
    return (str(CHAT), NAME, SURNAME, PHONE, "маркер", "id-зебра", "unique-зебра", str(pin[0]), str(pin[1]))


@pytest.fixture
def zulaika(village: Village, clerk: Actor, office: Office, storage: Storage, pin: Any) -> Phone:
    """Somebody who has left something in every column that can hold something of a person."""
    phone = Zulaika(village)
    phone.says("Салам, кандайсыз").starts("s_mektep").presses("Русский").starts(place.payload(AK_BULAN))
    phone.pins(*pin)
    sends(phone, "photo", "зебра", caption=STORY)
    _files(phone)
    _files(phone.says(MORE))
    office.answers(ANSWER)
    office.resolves(ANSWER, 1002)
    phone.presses("✅").presses("5")
    phone.starts(f"r_water_{place.payload(AK_BULAN)}").presses("4")
    neighbour = village.phone("Бакыт").settles().says("Нет воды")
    neighbour.presses("Отправить")
    with village.database.reading() as session:
        citizen = people.citizen_of_chat(session, CHAT)
    assert citizen is not None
    village.do(following.join, 1003, by=Actor(Role.CITIZEN, citizen_id=citizen.id), said=MORE)
    village.passes(days=40)
    phone.starts(f"r_water_{place.payload(AK_BULAN)}").presses("2")
    phone.says("", contact={"phone_number": f"+996{PHONE}", "first_name": NAME})
    phone.says("/my_data")
    _keeps(village, storage)
    sends(phone.says(DRAFT), "voice", "зебра-эки")
    village.stores(message={"message_id": [], "chat": phone.where, "from": phone.person, "text": STORY})
    village.takes_turns()
    village.do(_rest, phone.chat_id)
    village.do(handling.answer, 1001, said=ANSWER, by=clerk, reach=EVERYWHERE)
    village.do(handling.note, 1001, said=ANSWER, by=clerk, reach=EVERYWHERE)
    return phone


class Zulaika(Phone):
    def __init__(self, village: Village) -> None:
        super().__init__(village, CHAT, NAME)
        village.phones[CHAT] = self

    @property
    def person(self) -> dict[str, object]:
        return {**super().person, "last_name": SURNAME, "username": "zulaikamarker"}


def _files(phone: Phone) -> None:
    """The topic where it is asked for, and Send."""
    if "🚰 Питьевая вода" in phone.buttons:
        phone.presses("Питьевая вода")
    phone.presses("Отправить")


def _keeps(village: Village, storage: Storage) -> None:
    with village.database.writing() as session:
        for held in files.lease(session, at=village.at, seconds=9, limit=9):
            storage.keep(held.token, CONTENT, "image/png")
            files.kept(session, held, at=village.at, found=Kept("image/png", len(CONTENT), "abc"))


def _rest(desk: Desk, chat_id: int) -> None:
    """What only bad days leave behind: a file that was refused, a message that failed."""
    desk.session.execute(text("UPDATE received_updates SET error = 'маркер' WHERE status = 'dead'"))
    desk.session.execute(
        update(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.id < 3)
        .values(status="failed", error="gone")
    )
    citizen = people.citizen_of_chat(desk.session, chat_id)
    assert citizen is not None
    citizen.left_panel_at = desk.at
    desk.session.execute(text("UPDATE service_ratings SET words = 'маркер'"))
    desk.session.add_all(
        [
            PanelAsk(
                citizen_id=citizen.id,
                municipality_id=tickets.one(desk.session, 1001).municipality_id,
                month=desk.today.replace(day=1),
                ask_on=desk.today,
            ),
            Appeal(
                ticket_id=1001,
                name=SURNAME,
                address="зебрамаркер",
                contact=PHONE,
                consent_at=desk.at,
                consent_version="paper",
                ordinary_due_on=desk.today,
            ),
        ]
    )
    desk.session.flush()
    desk.session.execute(
        text(
            "UPDATE files SET reason = 'broken', seconds = 3, claimed_bytes = 9, claimed_name = 'маркер.jpg'"
        )
    )
    desk.session.execute(text(f"UPDATE outbox SET once_key = '{chat_id}:added:маркер' WHERE id = 1"))
    desk.session.execute(text("UPDATE tickets SET contact = :phone WHERE id = 1002"), {"phone": PHONE})


def forgets(phone: Phone) -> Phone:
    return phone.says("/delete_me").presses("Удалить всё")


def night(village: Village, storage: Storage) -> None:
    village.passes(hours=3)
    for duty in (duties.forget_drafts, duties.erase_appeals, duties.merge_search):
        duty(village.do)
    asyncio.run(Remover(village.database, storage, now=village.now).empty())


def test_nothing_is_left_of_a_person_anywhere(
    zulaika: Phone, village: Village, storage: Storage, objects: Any, markers: tuple[str, ...]
) -> None:
    everything = Everything(village.database)
    for marker in markers:
        assert everything.holding(marker), f"{marker} was never written: it is looked for in vain"
    assert len(objects()) == 1
    if village.database.is_sqlite:
        assert "ticket_words_data" in everything.holding("ебрамаркер")  # beginnings are cut
        assert STORY.encode() in everything.file()
    forgets(zulaika)
    night(village, storage)
    assert everything.holding(*markers) == set()
    assert objects() == []
    if village.database.is_sqlite:
        left = everything.file()
        wanted = [spelt for one in (*markers, STORY, DRAFT) for spelt in (one, json.dumps(one)[1:-1])]
        assert [one for one in wanted if one.encode() in left] == []


def test_every_personal_column_was_filled_by_that_test(zulaika: Phone, village: Village) -> None:
    """A new column for people's data must come into the test that looks for what is left."""
    passing = {"files.lease", "files.leased_until", "tickets.draft_key"}
    with village.database.reading() as session:
        empty = {
            f"{table}.{name}"
            for table in INVENTORY
            for name in columns(table, *PERSONAL)
            if not session.execute(
                select(metadata.tables[table].c[name]).where(metadata.tables[table].c[name].is_not(None))
            ).first()
        }
    assert empty - passing == set()


def test_what_stays_are_facts_and_their_seals_hold(
    zulaika: Phone, village: Village, storage: Storage
) -> None:
    with village.database.reading() as session:
        before = {
            one.id: (one.service_code, one.village_id, one.filed_at)
            for one in session.scalars(select(Ticket))
        }
    forgets(zulaika)
    night(village, storage)
    with village.database.reading() as session:
        *cases, neighbours = session.scalars(select(Ticket).order_by(Ticket.id)).all()
        assert (neighbours.text, neighbours.joined, neighbours.erased_at) == ("Нет воды", 0, None)
        stay = {one.id: (one.service_code, one.village_id, one.filed_at) for one in [*cases, neighbours]}
        assert stay == before
        assert [(one.status, one.outcome) for one in cases] == [("closed", "withdrawn"), ("closed", "fixed")]
        assert all(one.erased_at and one.citizen_id is None and one.text == "" for one in cases)
        for one in cases:
            events = session.scalars(select(Event).where(Event.ticket_id == one.id).order_by(Event.seq)).all()
            assert seals.broken_at(events) is None
            assert len(events) == one.version, "a chain that lost its end would be found by this"
            assert events[0].facts.get("files") == ({"photo": 1} if one.id == 1001 else None)
        assert list(session.scalars(text("SELECT score FROM answer_ratings"))) == [5]
        rated = session.execute(
            text("SELECT citizen_id, score, replaced_at FROM service_ratings ORDER BY id")
        ).all()
    assert [(row.citizen_id, row.score, row.replaced_at is None) for row in rated] == [
        (None, 4, True),
        (None, 2, False),
    ]


def test_the_question_says_what_will_happen_and_can_be_left(zulaika: Phone, village: Village) -> None:
    zulaika.says("/delete_me")
    question = zulaika.read("Вернуть их будет нельзя")
    assert "на рассмотрении будут отозваны: 1" in question.text
    assert [one.label for row in question.choices for one in row] == ["🗑 Удалить всё", "⬅️ Назад"]
    zulaika.presses("Назад")
    assert zulaika.read("Ничего не удалено.").choices == ()
    assert Everything(village.database).holding("зебрамаркер")


def test_the_office_hears_that_an_open_case_was_withdrawn(
    zulaika: Phone, village: Village, clerk: Actor
) -> None:
    forgets(zulaika)
    with village.database.reading() as session:
        told = session.scalars(select(OutboxRow.content).where(OutboxRow.user_id == clerk.user_id)).all()
        last = tickets.history(session, 1001)[-1].event
    assert told[-1] == "withdrawn"
    assert (last.move, last.by_role, last.facts["erased"]) == ("withdraw", "citizen", True)


def test_the_last_word_arrives_in_the_persons_language_and_its_row_forgets_the_chat(
    zulaika: Phone, village: Village
) -> None:
    zulaika.says("/delete_me")
    question, _ = zulaika._button("Удалить всё", None)
    zulaika.presses("Удалить всё")
    assert zulaika.chat[question].text == "Ваши персональные данные удалены."
    assert zulaika.chat[question].choices == ()
    assert Everything(village.database).holding(str(CHAT)) == set()


def test_the_last_word_that_cannot_be_delivered_forgets_the_chat_too(
    zulaika: Phone, village: Village
) -> None:
    _presses_without_delivery(zulaika, village)
    assert Everything(village.database).holding(str(CHAT)) == {"outbox"}
    with village.database.writing() as session:
        outbox.unreachable(session, CHAT, at=village.at)
    assert Everything(village.database).holding(str(CHAT)) == set()


def test_a_kill_between_telling_and_noting_tells_it_once_more_and_forgets(
    zulaika: Phone, village: Village
) -> None:
    _presses_without_delivery(zulaika, village)
    with village.database.writing() as session:
        ids = outbox.ready(session, kind="prompt", channel="telegram", at=village.at, limit=9)
        (held,) = outbox.lease(session, ids, at=village.at, seconds=10)
    assert held.content in erasing.LAST_WORDS
    village.passes(seconds=11)
    village.delivers()
    assert zulaika.last.text == "Ваши персональные данные удалены."
    assert Everything(village.database).holding(str(CHAT)) == set()
    with village.database.writing() as session:
        assert not outbox.delivered(session, held, at=village.at, message_id=9), (
            "the dead courier settles nothing"
        )


def test_a_message_under_way_is_not_noted_to_a_chat_that_is_forgotten(
    zulaika: Phone, village: Village
) -> None:
    village.passes(minutes=1)
    with village.database.writing() as session:
        ids = outbox.ready(session, kind="letter", channel="telegram", at=village.at, limit=9)
        (held, *_) = outbox.lease(session, ids, at=village.at, seconds=60)
    forgets(zulaika)
    with village.database.writing() as session:
        assert not outbox.delivered(session, held, at=village.at, message_id=77)
    assert Everything(village.database).holding(str(CHAT)) == set()


def test_two_quick_taps_a_goodbye_and_an_edit_make_nobody_known_again(
    zulaika: Phone, village: Village
) -> None:
    zulaika.says("/privacy")
    old, _ = zulaika._button("Мои данные", None)
    zulaika.says("/delete_me")
    question, says = zulaika._button("Удалить всё", None)
    zulaika.taps(question, says).taps(question, says)
    zulaika.presses("Мои данные", on=old)
    zulaika.edits(3, STORY).blocks()
    everything = Everything(village.database)
    assert everything.holding(str(CHAT), NAME, "зебрамаркер") == set()
    assert len(zulaika.acknowledged) == zulaika.presses_made, "no button spins on"
    assert zulaika.chat[question].text == "Ваши персональные данные удалены."


def test_whoever_writes_again_is_a_newcomer(zulaika: Phone, village: Village) -> None:
    forgets(zulaika).starts()
    assert "Саламатсызбы" in zulaika.last.text
    assert "Здравствуйте" in zulaika.last.text
    zulaika.presses("Русский").says("/my")
    assert "нет обращений" in zulaika.last.text
    zulaika.starts(f"r_water_{place.payload(AK_BULAN)}").presses("3")
    with village.database.reading() as session:
        standing = list(
            session.scalars(text("SELECT score FROM service_ratings WHERE replaced_at IS NULL ORDER BY id"))
        )
    assert standing == [4, 3], "one rating a month, however often somebody comes anew"


def test_what_was_sent_after_the_yes_is_a_newcomers_story(zulaika: Phone, village: Village) -> None:
    zulaika.says("/delete_me")
    _presses_without_delivery(zulaika, village, ask=False)
    village.stores(message=zulaika._message("Дагы суу жок"))
    village.works()
    assert "Суу" in str(zulaika.chat) or zulaika.chat
    with village.database.reading() as session:
        citizen = people.citizen_of_chat(session, CHAT)
        assert citizen is not None
        assert tickets.of_citizen(session, citizen.id) == []


def test_an_old_yes_deletes_nobody(zulaika: Phone, village: Village) -> None:
    zulaika.says("/delete_me")
    question, says = zulaika._button("Удалить всё", None)
    village.passes(hours=2)
    zulaika.taps(question, says)
    assert "Ничего не удалено" in zulaika.last.text
    forgets(zulaika)
    village.passes(minutes=1)
    zulaika.starts().presses("Русский").says("Нет воды")
    zulaika.taps(question, says)
    with village.database.reading() as session:
        assert people.citizen_of_chat(session, CHAT) is not None


def test_a_colleague_who_is_also_a_citizen_keeps_the_office(
    zulaika: Phone, village: Village, clerk: Actor
) -> None:
    with village.database.writing() as session:
        session.execute(
            text("UPDATE users SET chat_id = :chat WHERE id = :id"), {"chat": CHAT, "id": clerk.user_id}
        )
    village.do(handling.answer, 1001, said=ANSWER, by=clerk, reach=EVERYWHERE)
    forgets(zulaika)
    assert Everything(village.database).holding(str(CHAT)) <= {"users", "outbox"}
    with village.database.reading() as session:
        of_citizen = select(OutboxRow.id).where(OutboxRow.chat_id == CHAT, OutboxRow.user_id.is_(None))
        assert session.scalars(of_citizen).all() == []


def test_others_who_are_served_in_the_same_round_lose_nothing(zulaika: Phone, village: Village) -> None:
    """Their rows are in the same transaction, read before and written after."""
    bakyt, newcomer = village.phone("Бакыт").settles(), village.phone("Салтанат")
    guessed = village.phone("Гүлнара").says("/start")
    zulaika.says("/delete_me")
    question, says = zulaika._button("Удалить всё", None)
    shown = {"message_id": question, "date": 1, "chat": zulaika.where, "text": "…"}
    press = {"id": "sure", "from": zulaika.person, "chat_instance": "1", "data": says, "message": shown}
    village.stores(message=guessed._message("Биздин айылда үч күндөн бери суу жок"))
    village.stores(message=bakyt._message("Нет воды третий день"))
    village.stores(callback_query=press)
    village.stores(message=newcomer._message("/start"))
    assert village.takes_turn() == 4, "one round"
    village.delivers()
    assert Everything(village.database).holding(str(CHAT), NAME) == set()
    bakyt.presses("Отправить")
    assert "1004" in bakyt.last.text
    assert "Саламатсызбы" in newcomer.last.text
    with village.database.reading() as session:
        known = people.citizen_of_chat(session, guessed.chat_id)
    assert known is not None
    assert known.guessed_language == "ky"


def test_a_stranger_who_passes_by_in_a_round_is_not_welcomed_and_others_are(
    zulaika: Phone, village: Village
) -> None:
    forgets(zulaika)
    newcomer = village.phone("Салтанат")
    body = {**zulaika._message("Суу жок"), "message_id": 3, "edit_date": 1}
    village.stores(edited_message=body)
    village.stores(message=newcomer._message("/start"))
    assert village.takes_turn() == 2
    with village.database.reading() as session:
        assert people.citizen_of_chat(session, newcomer.chat_id) is not None
    assert Everything(village.database).holding(str(CHAT), NAME) == set()


BREATH = 0.01
"""Seconds that the others leave the one writer of SQLite to whoever waits for it."""


def test_whoever_answers_or_delivers_at_the_same_moment_leaves_no_chat_behind(
    zulaika: Phone, village: Village, clerk: Actor
) -> None:
    zulaika.says("/delete_me")
    question, says = zulaika._button("Удалить всё", None)
    shown = {"message_id": question, "date": 1, "chat": zulaika.where, "text": "…"}
    press = {"id": "sure", "from": zulaika.person, "chat_instance": "1", "data": says, "message": shown}
    gate, over = Barrier(3), Signal()

    def answers() -> None:
        gate.wait(10)
        with suppress(NotNow):
            while True:
                _insists(lambda: village.do(handling.answer, 1001, said=ANSWER, by=clerk, reach=EVERYWHERE))
                time.sleep(BREATH)
        over.set()

    def delivers() -> None:
        gate.wait(10)
        while not over.is_set():
            for kind in ("prompt", "letter"):
                _insists(lambda kind=kind: _carries(village, kind))  # type: ignore[misc]
            time.sleep(BREATH)

    def forgets_() -> None:
        gate.wait(10)
        time.sleep(0.05)
        village.stores(callback_query=press)
        while _insists(village.takes_turn):
            pass

    with ThreadPoolExecutor(3) as crowd:
        for done in [crowd.submit(work) for work in (answers, delivers, forgets_)]:
            done.result(60)
    village.passes(minutes=1)
    village.delivers()
    assert Everything(village.database).holding(str(CHAT), NAME) == set()
    with village.database.reading() as session:
        events = session.scalars(select(Event).where(Event.ticket_id == 1001).order_by(Event.seq)).all()
    assert seals.broken_at(events) is None
    assert [event.move for event in events[-2:]] == ["answer", "withdraw"]


def _carries(village: Village, kind: str) -> None:
    """A courier on a line that is fast enough to be in the way."""
    with village.database.writing() as session:
        ids = outbox.ready(session, kind=kind, channel="telegram", at=village.at + PACE, limit=5)
        held = outbox.lease(session, ids, at=village.at, seconds=10)
    for one in held:
        with village.database.writing() as session:
            outbox.delivered(session, one, at=village.at, message_id=99)


def _insists(work: Callable[[], Any]) -> Any:
    """As every process does: a deadlock is the database's way to say "once more"."""
    while True:
        try:
            return work()
        except OperationalError:
            continue


# Official appeals, and what the storage owes


def test_an_official_appeal_is_kept_as_long_as_the_law_says_and_then_emptied(
    zulaika: Phone, village: Village, clerk: Actor, storage: Storage
) -> None:
    appeal = village.do(_appeals)
    forgets(zulaika)
    assert "Официальные обращения хранятся" in zulaika.last.text
    everything = Everything(village.database)
    assert "tickets" in everything.holding("зебрамаркер")
    assert everything.holding(str(CHAT)) == set(), "the appeal is answered to its address"
    with village.database.reading() as session:
        kept = tickets.one(session, appeal)
        assert (kept.citizen_id, kept.erased_at, Status(kept.status) in OPEN) == (None, None, True)
    village.passes(days=3000)
    night(village, storage)
    assert everything.holding("зебрамаркер"), "it is not closed yet"
    village.do(_closes, appeal, clerk)
    village.passes(days=20)
    duties.close_silent(village.do)
    village.passes(days=1820)
    night(village, storage)
    assert everything.holding("зебрамаркер"), "a day too early"
    village.passes(days=7)
    night(village, storage)
    night(village, storage)
    assert everything.holding("зебрамаркер", "unique-зебра", APPLICANT.name, APPLICANT.address) == set()
    with village.database.reading() as session:
        assert tickets.one(session, appeal).erased_at is not None


def _appeals(desk: Desk) -> int:
    citizen = people.citizen_of_chat(desk.session, CHAT)
    assert citizen is not None
    photo = Attached(Kind.PHOTO, "id-зебра", "unique-зебра")
    complaint = Complaint(
        "water",
        AK_BULAN,
        STORY,
        "ru",
        Source.TELEGRAM,
        files=[photo],
        contact="зебрамаркер",
        appeal=APPLICANT,
    )
    return int(intake.file_complaint(desk, complaint, by=Actor(Role.CITIZEN, citizen_id=citizen.id)).id)


def _closes(desk: Desk, ticket: int, clerk: Actor) -> None:
    from casework import closing
    from rules.lifecycle import Outcome

    closing.resolve(desk, ticket, outcome=Outcome.FIXED, said="Оңдолду", by=clerk, reach=EVERYWHERE)


class Falling(Storage):
    """A storage that is away, or whose process dies, after so many removals."""

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self.left = 0

    def forget(self, token: str) -> None:
        if not self.left:
            raise StorageAway("disk")
        self.left -= 1
        super().forget(token)


def owed(village: Village) -> int:
    with village.database.reading() as session:
        return len(session.scalars(select(Removal.name).where(Removal.kind == "object")).all())


def test_an_object_that_could_not_be_removed_stays_owed(
    zulaika: Phone, village: Village, storage: Storage, objects: Any, tmp_path: Path
) -> None:
    forgets(zulaika)
    assert (owed(village), len(objects())) == (1, 1)
    falling = Falling(tmp_path / "objects")
    with pytest.raises(StorageAway):
        asyncio.run(Remover(village.database, falling, now=village.now).empty())
    assert (owed(village), len(objects())) == (1, 1)
    storage.forget(objects()[0])
    assert asyncio.run(Remover(village.database, storage, now=village.now).empty()) == 1, (
        "killed before it was noted"
    )
    assert (owed(village), objects()) == (0, [])


def test_a_file_that_was_being_brought_is_removed_when_it_must_have_come(
    zulaika: Phone, village: Village, storage: Storage, objects: Any
) -> None:
    sends(zulaika, "photo", "зебра-үч", caption=STORY)
    _files(zulaika)
    with village.database.writing() as session:
        (held, *_) = files.lease(session, at=village.at, seconds=9, limit=9)
    forgets(zulaika)
    storage.keep(held.token, CONTENT, "image/png")
    with village.database.writing() as session:
        assert not files.kept(session, held, at=village.at, found=Kept("image/png", 9, "x"))
    remover = Remover(village.database, storage, now=village.now)
    asyncio.run(remover.empty())
    assert objects() == [held.token]
    village.passes(hours=2)
    asyncio.run(remover.empty())
    assert objects() == []


def _presses_without_delivery(phone: Phone, village: Village, *, ask: bool = True) -> None:
    if ask:
        phone.says("/delete_me")
    question, says = phone._button("Удалить всё", None)
    shown = {"message_id": question, "date": 1, "chat": phone.where, "text": "…"}
    press = {"id": "sure", "from": phone.person, "chat_instance": "1", "data": says, "message": shown}
    village.stores(callback_query=press)
    village.takes_turns()
