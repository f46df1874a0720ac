"""What goes over the wire, as the contract names it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from rules.lifecycle import Outcome

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
"""Beyond them no calendar of ours reaches, and moments fall off the edge of their type."""

Code = Annotated[str, Field(min_length=1, max_length=64)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Words = Annotated[str, Field(max_length=100_000)]
Language = Literal["ky", "ru", "en"]
T = TypeVar("T")
IfAny = Annotated[T | None, Field(exclude_if=lambda value: value is None)]
"""Left out where there is none, and still described: a serializer of ours would hide the fields from OpenAPI."""


class Asked(BaseModel):
    """A body: fields that we do not know are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class NewAppeal(Asked):
    """Whose official appeal it is. The office records one with the person's signed consent in its hands."""

    name: Annotated[str, Field(max_length=200)]
    address: Annotated[str, Field(max_length=500)]
    contact: Annotated[str, Field(max_length=200)]
    consent: Literal["paper"]


class NewTicket(Asked):
    service: Code
    village: Code
    text: Words
    source: Literal["walk_in", "phone", "paper", "api"]
    category: Code | None = None
    language: Language | None = None
    contact: Annotated[str, Field(max_length=200)] | None = None
    appeal: NewAppeal | None = None


class MoveBody(Asked):
    """`assignee` is the id of a colleague, from `/inboxes`."""

    version: Annotated[int, Field(ge=1, le=1_000_000_000)]
    text: Words | None = None
    outcome: Outcome | None = None
    reason: Words | None = None
    inbox: Code | None = None
    until: Day | None = None
    assignee: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None


class Due(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"


class TicketFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    inbox: Code | None = None
    track: Literal["feedback", "appeal"] | None = None
    status: Literal["filed", "in_progress", "waiting", "resolved", "closed"] | None = None
    service: Code | None = None
    village: Code | None = None
    due: Due | None = None
    q: Annotated[str, Field(max_length=200)] | None = None
    updated_since: (
        Annotated[AwareDatetime, Field(ge="2000-01-01T00:00:00Z", le="2100-01-01T00:00:00Z")] | None
    ) = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200)] | None = None


class Event(BaseModel):
    """One move. What it does not have is left out; `seq` is the version of the ticket after it."""

    seq: int
    at: datetime
    move: str
    by_role: str
    by: IfAny[str] = None
    status: str
    note: IfAny[str] = None
    outcome: IfAny[str] = None
    confirmation: IfAny[str] = None
    assignee: IfAny[str] = None
    from_inbox: IfAny[str] = None
    to_inbox: IfAny[str] = None
    clock: IfAny[str] = None
    from_day: IfAny[date] = None
    until: IfAny[date] = None
    planned_on: IfAny[date] = None
    correction: IfAny[bool] = None
    forwarded: IfAny[bool] = None
    files: IfAny[dict[str, int]] = None
    filed_today: IfAny[int] = None
    """How many the same person filed within a day, when these are many."""
    registration_number: IfAny[str] = None


class Attachment(BaseModel):
    """`url` answers while the status is `kept`; `event` is the `seq` of the event it came with."""

    id: str
    kind: Literal["voice", "video_note", "photo", "video", "audio", "document"]
    url: str
    status: Literal["waiting", "kept", "refused", "too_large", "taken_back"]
    mime: str | None
    bytes: int | None
    seconds: int | None
    event: int


class Location(BaseModel):
    """Degrees, WGS 84; where the citizen pinned it."""

    lat: float
    lon: float


class Appeal(BaseModel):
    """Whose official appeal it is; the person is null once erased. Only for those who answer it."""

    name: str | None
    address: str | None
    contact: str | None
    registered_at: datetime | None
    registration_number: str | None


class Ticket(BaseModel):
    reference: str
    track: str
    status: str
    outcome: str | None
    confirmation: str | None
    planned_on: date | None
    inbox: str
    inbox_name: str
    municipality: str
    municipality_name: str
    village: str
    village_name: str
    service: str
    service_name: str
    category: str | None
    category_name: str | None
    point: str | None
    point_name: str | None
    location: Location | None
    language: str
    text: str
    contact: str | None
    appeal: Appeal | None
    source: str
    filed_at: datetime
    register_due_on: date | None
    """Of an official appeal until it is registered."""
    answer_due_on: date
    resolve_due_on: date
    overdue: bool
    assignee: str | None
    joined: int
    attachments: list[Attachment]
    updated_at: datetime
    erased_at: datetime | None
    version: int
    events: list[Event]


class TicketPage(BaseModel):
    items: list[Ticket]
    next: str | None


class Category(BaseModel):
    code: str
    name: str
    answer_within: int
    resolve_within: int


class Service(BaseModel):
    """Promises are working days."""

    code: str
    name: str
    emoji: str
    rated: bool
    answer_within: int
    resolve_within: int
    categories: list[Category]


class Services(BaseModel):
    items: list[Service]


class Place(BaseModel):
    code: str
    kind: str
    name: str
    parent: str | None
    municipality: str
    municipality_name: str
    lat: float | None
    lon: float | None


class Places(BaseModel):
    items: list[Place]


class Colleague(BaseModel):
    id: int
    name: str
    role: str


class Inbox(BaseModel):
    """`colleagues` are given for the inboxes in the caller's reach."""

    code: str
    kind: str
    name: str
    place: str
    place_name: str
    phone: str
    demo: bool
    colleagues: list[Colleague]


class Inboxes(BaseModel):
    items: list[Inbox]


class Problem(BaseModel):
    """RFC 9457, with a stable `code` and whatever facts belong to it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
