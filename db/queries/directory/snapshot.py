"""The catalogue on one day, read once and never changed, so any number of threads may ask it.

What a case may still point to is found for ever: closed places, inboxes and services answer by id and code.
What is offered to people (`villages`, `services`, `inboxes`, search) is only what stands today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.queries.directory.answers import Answer, answer
from db.queries.directory.places import LANGUAGES, Entry, Place, Places
from db.queries.directory.spots import Map, Spot
from db.queries.directory.villages import Found, Named, VillageIndex
from rules import panel, routing, topics
from rules.deadlines import Promise, Term
from rules.geography import Point
from rules.refusals import Invalid, NotFound
from rules.routing import Post, Route, Routed
from rules.topics import Guess, TopicWords
from rules.working_time import Calendar


@dataclass(frozen=True, slots=True)
class ServiceEntry(Entry):
    code: str
    emoji: str
    rated: bool
    promise: Promise


@dataclass(frozen=True, slots=True)
class CategoryEntry(Entry):
    code: str
    service: str
    promise: Promise


@dataclass(frozen=True, slots=True)
class ReasonEntry(Entry):
    """Why somebody is not content with a service."""

    code: str
    service: str
    category: str | None


@dataclass(frozen=True, slots=True)
class InboxEntry(Entry):
    id: int
    code: str
    kind: str
    unit_id: int
    phone: str
    demo: bool


@dataclass(frozen=True, slots=True)
class PointEntry(Entry):
    """A pump, a container, a lamp with a code on it."""

    id: int
    code: str
    village_id: int
    service: str
    lat: float | None
    lon: float | None

    @property
    def pin(self) -> Point | None:
        return Point(self.lat, self.lon) if self.lat is not None and self.lon is not None else None


@dataclass(frozen=True, slots=True)
class RecordingEntry:
    """A question that can be heard: for everybody, or in one municipality."""

    id: int
    prompt: str
    language: str
    municipality_id: int | None


@dataclass(frozen=True, slots=True)
class Entries:
    """What was read; services and categories in the order of their buttons."""

    version: int
    today: date
    calendar: Calendar
    terms: tuple[Term, ...]
    calendar_terms: tuple[Term, ...]
    places: tuple[Place, ...]
    aliases: Mapping[int, tuple[str, ...]]
    services: tuple[ServiceEntry, ...]
    categories: tuple[CategoryEntry, ...]
    reasons: tuple[ReasonEntry, ...]
    inboxes: tuple[InboxEntry, ...]
    routes: tuple[Route, ...]
    points: tuple[PointEntry, ...]
    panels: Mapping[int, int]
    """By unit: how many people a month are asked."""
    words: TopicWords
    recordings: tuple[RecordingEntry, ...] = ()


class Directory:
    def __init__(self, entries: Entries) -> None:
        self.version = entries.version
        self.today = entries.today
        self.calendar = entries.calendar
        self.terms = entries.terms
        self.calendar_terms = entries.calendar_terms
        self._places = Places(entries.places)
        self._services = {service.code: service for service in entries.services}
        self._categories = {category.code: category for category in entries.categories}
        self._reasons = {reason.code: reason for reason in entries.reasons}
        self._inboxes = {inbox.id: inbox for inbox in entries.inboxes}
        self._inbox_codes = {inbox.code: inbox for inbox in entries.inboxes}
        self.villages = self._places.settlements
        self.services = tuple(service for service in entries.services if service.stands)
        self.inboxes = tuple(inbox for inbox in entries.inboxes if inbox.stands)
        self._posts = tuple(Post(inbox.id, inbox.kind, inbox.unit_id) for inbox in self.inboxes)
        self._routes = tuple(route for route in entries.routes if self._inboxes[route.inbox_id].stands)
        self._points = {point.id: point for point in entries.points}
        self._point_codes = {point.code: point for point in entries.points}
        self._panels = entries.panels
        self._words = entries.words
        self._recordings = {
            (one.prompt, one.language, one.municipality_id): one for one in entries.recordings
        }
        self._map = Map(self.villages)
        self._names = VillageIndex(self._named(place, entries.aliases) for place in self.villages)

    def place(self, id: int) -> Place:
        return self._places.place(id)

    def place_by_code(self, code: str) -> Place | None:
        return self._places.by_code.get(code)

    def chain(self, place_id: int) -> tuple[int, ...]:
        """Ids from the place itself upwards."""
        return self._places.chain(place_id)

    def municipality_of(self, place_id: int) -> Place:
        return self._places.municipality_of(place_id)

    def villages_of(self, unit_id: int) -> tuple[Place, ...]:
        """Villages and towns in a unit, the unit itself included, by the Kyrgyz alphabet."""
        return self._places.villages_of(unit_id)

    @property
    def districts(self) -> tuple[Place, ...]:
        """Where a search for a place begins: rayons and towns of oblast rank."""
        return self._places.districts

    def children(self, unit_id: int) -> tuple[Place, ...]:
        """What lies directly in a unit today, by the Kyrgyz alphabet."""
        return self._places.children(unit_id)

    def office_of(self, place_id: int) -> InboxEntry | None:
        """Whose office answers for a place, whatever the service: the municipality's, or the rayon's."""
        above = self.chain(place_id)
        standing = [inbox for inbox in self.inboxes if inbox.kind != "provider" and inbox.unit_id in above]
        return min(standing, key=lambda inbox: above.index(inbox.unit_id), default=None)

    def service_by_code(self, code: str) -> ServiceEntry | None:
        return self._services.get(code)

    def category_by_code(self, code: str) -> CategoryEntry | None:
        return self._categories.get(code)

    def service(self, code: str) -> ServiceEntry:
        if code not in self._services:
            raise Invalid("unknown_service", service=code)
        return self._services[code]

    def category(self, code: str) -> CategoryEntry:
        if code not in self._categories:
            raise Invalid("unknown_category", category=code)
        return self._categories[code]

    def categories_of(self, service: str) -> tuple[CategoryEntry, ...]:
        return tuple(one for one in self._categories.values() if one.service == service and one.stands)

    def reason_by_code(self, code: str) -> ReasonEntry | None:
        return self._reasons.get(code)

    def reasons_of(self, service: str) -> tuple[ReasonEntry, ...]:
        return tuple(one for one in self._reasons.values() if one.service == service and one.stands)

    def panel_size(self, place_id: int) -> int:
        """How many people of it are asked in a month: its own number, or that of the nearest unit above."""
        told = (self._panels[step] for step in self.chain(place_id) if step in self._panels)
        return next(told, panel.PEOPLE)

    def promise(self, service: str, category: str | None) -> Promise:
        """The category's, or the service's. Raises Invalid when the category is of another service."""
        if category is None:
            return self.service(service).promise
        found = self.category(category)
        if found.service != service:
            raise Invalid("unknown_category", category=category, service=service)
        return found.promise

    def inbox(self, id: int) -> InboxEntry:
        if id not in self._inboxes:
            raise NotFound("unknown_inbox", id=id)
        return self._inboxes[id]

    def inbox_by_code(self, code: str) -> InboxEntry | None:
        return self._inbox_codes.get(code)

    def route(self, service: str, category: str | None, village_id: int) -> Routed:
        """Raises Invalid("no_inbox") when none stands above the village: a gap in the catalogue."""
        routed = routing.route(service, category, self.chain(village_id), self._routes, self._posts)
        if routed is None:
            raise Invalid("no_inbox", place=self.place(village_id).code)
        return routed

    def guess_topic(self, text: str) -> Guess:
        return topics.guess(text, self._words)

    def find_villages(self, text: str, near: int | None = None, limit: int = 3) -> list[Found]:
        """For an answer to "which village?"; `near` is the id of an aimak or rayon to prefer."""
        return self._names.find(text, near=near, limit=limit)

    def village_named(self, text: str, near: int | None = None) -> Answer:
        """The settlement that such an answer means, when only one comes that close; else those it may be."""
        return answer(self.find_villages(text, near=near))

    def spot(self, pin: Point) -> Spot | None:
        """What a pin is near to; None when no settlement has a point."""
        return self._map.spot(pin)

    def told_apart(self, place_id: int, language: str) -> tuple[str, tuple[str, ...]]:
        """Its name, and the names above it that tell it from its namesakes."""
        return self._places.told_apart(place_id, language)

    def has_namesakes(self, place: Place) -> bool:
        """Whether another settlement bears this name, however it is spelt."""
        return self._names.has_namesakes(place)

    def above_namesake(self, place: Place, language: str) -> tuple[str, ...]:
        """Names of aimak and rayon where the settlement's own name is not enough."""
        return self.told_apart(place.id, language)[1] if self.has_namesakes(place) else ()

    def point_by_code(self, code: str) -> PointEntry | None:
        return self._point_codes.get(code)

    def point(self, id: int) -> PointEntry:
        if id not in self._points:
            raise NotFound("unknown_point", id=id)
        return self._points[id]

    def recording(self, prompt: str, language: str, place_id: int | None) -> RecordingEntry | None:
        """How a question is heard there: the municipality's own recording first, then the one for everybody."""
        above = self.chain(place_id) if place_id is not None and self._recordings else ()
        heard = ((prompt, language, step) for step in (*above, None))
        return next((self._recordings[key] for key in heard if key in self._recordings), None)

    def villages_in(self, text: str) -> list[Found]:
        """For a story that may name its village."""
        return self._names.inside(text)

    def _named(self, place: Place, aliases: Mapping[int, tuple[str, ...]]) -> Named:
        names = (*(place.names[language] for language in LANGUAGES), *aliases.get(place.id, ()))
        return Named(place, names, frozenset(self.chain(place.id)))
