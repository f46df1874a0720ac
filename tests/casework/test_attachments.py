"""Files in the ledger: owed with the event, counted under its seal, written by nobody else."""

import pytest
from sqlalchemy import select

from casework import handling, intake, seals
from casework.desk import Actor
from casework.handling import Enclosed
from casework.intake import Complaint
from db.engine import Database
from db.queries import files, people
from db.tables.tickets import Event, EventText
from rules.attachments import Attached, Kind
from rules.lifecycle import Role, Source
from rules.refusals import Invalid
from tests.village import AK_BULAN, Village

VOICE = Attached(Kind.VOICE, "v", "v", seconds=3)
PHOTO = Attached(Kind.PHOTO, "p", "p")


@pytest.fixture
def village(catalogue_database: Database) -> Village:
    return Village(catalogue_database)


@pytest.fixture
def citizen(village: Village) -> Actor:
    with village.database.writing() as session:
        return Actor(Role.CITIZEN, citizen_id=people.welcome_citizen(session, 5, at=village.at).id)


def complaint(*attached: Attached, text: str = "") -> Complaint:
    return Complaint("water", AK_BULAN, text, "ky", Source.TELEGRAM, files=attached)


def test_a_case_of_files_alone_has_no_words_and_its_seal_holds(village: Village, citizen: Actor) -> None:
    ticket = village.do(intake.file_complaint, complaint(VOICE, PHOTO, PHOTO), by=citizen)
    village.do(handling.add, ticket.id, said="", by=citizen, enclosed=Enclosed([PHOTO]))
    with village.database.reading() as session:
        events = session.scalars(select(Event).order_by(Event.seq)).all()
        assert [event.facts["files"] for event in events] == [{"voice": 1, "photo": 2}, {"photo": 1}]
        assert [event.text_digest for event in events] == [None, None]
        assert session.scalars(select(EventText)).all() == []
        assert seals.broken_at(events) is None
        came = files.of_tickets(session, [ticket.id])[ticket.id]
        assert [(row.kind, row.event_id) for row in came] == [
            ("voice", events[0].id),
            ("photo", events[0].id),
            ("photo", events[0].id),
            ("photo", events[1].id),
        ]
        assert len({row.token for row in came}) == 4
        session.expunge_all()
        events[0].facts = {**events[0].facts, "files": {"voice": 1, "photo": 1}}
        assert seals.broken_at(events) == 1, "nobody takes a photo out of the history"


def test_neither_words_nor_files_is_nothing(village: Village, citizen: Actor) -> None:
    with pytest.raises(Invalid, match="text_missing"):
        village.do(intake.file_complaint, complaint(), by=citizen)
    ticket = village.do(intake.file_complaint, complaint(text="Суу жок"), by=citizen)
    with pytest.raises(Invalid, match="text_missing"):
        village.do(handling.add, ticket.id, said=" ", by=citizen)


def test_a_refused_addition_owes_no_file(village: Village, citizen: Actor) -> None:
    ticket = village.do(intake.file_complaint, complaint(text="Суу жок"), by=citizen)
    stranger = Actor(Role.CITIZEN, citizen_id=citizen.citizen_id and citizen.citizen_id + 1)
    with pytest.raises(Exception, match="not_your_case"):
        village.do(handling.add, ticket.id, said="", by=stranger, enclosed=Enclosed([PHOTO]))
    with village.database.reading() as session:
        assert files.of_tickets(session, [ticket.id])[ticket.id] == []


def test_the_same_draft_owes_its_files_once(village: Village, citizen: Actor) -> None:
    draft = Complaint(
        "water", AK_BULAN, "", "ky", Source.TELEGRAM, draft_key="d", files=[VOICE], forwarded=True
    )
    first = village.do(intake.file_complaint, draft, by=citizen)
    second = village.do(intake.file_complaint, draft, by=citizen)
    assert first.id == second.id
    with village.database.reading() as session:
        assert len(files.of_tickets(session, [first.id])[first.id]) == 1
        assert session.scalars(select(Event)).one().facts["forwarded"] is True
