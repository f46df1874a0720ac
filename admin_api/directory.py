"""What there is to choose from: services, places, inboxes."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin_api import schemas
from admin_api.schemas import Code, Inboxes, Places, Services
from admin_api.visits import Caller, Visit, admit
from casework.people import STAFF
from db.queries import people
from db.queries.directory import CategoryEntry, InboxEntry, Place, ServiceEntry
from rules.lifecycle import Role
from rules.permissions import MAY, Right
from rules.refusals import Invalid

router = APIRouter(tags=["directory"])
COLLEAGUE = admit(*STAFF)
AT_THE_DESK = (Role.CLERK, Role.DISPATCHER, Role.HEAD)
SIMILAR = 10


@router.get("/services")
def list_services(visit: Visit = COLLEAGUE) -> Services:
    with visit.reading() as caller:
        return Services(items=[_service(caller, one) for one in caller.desk.directory.services])


@router.get("/places")
def list_places(
    parent: Annotated[Code | None, Query(description="What lies directly in this unit.")] = None,
    q: Annotated[
        str | None, Query(max_length=200, description="A village by its name, however spelt.")
    ] = None,
    visit: Visit = COLLEAGUE,
) -> Places:
    """Rayons and towns to begin with; `parent` goes down, and with `q` says where to look first."""
    with visit.reading() as caller:
        directory = caller.desk.directory
        above = directory.place_by_code(parent) if parent else None
        if parent and above is None:
            raise Invalid("unknown_place", place=parent)
        if q:
            near = above.id if above else None
            found = tuple(one.place for one in directory.find_villages(q, near=near, limit=SIMILAR))
        else:
            found = directory.children(above.id) if above else directory.districts
        return Places(items=[_place(caller, one) for one in found])


@router.get("/inboxes")
def list_inboxes(visit: Visit = COLLEAGUE) -> Inboxes:
    with visit.reading() as caller:
        return Inboxes(items=[_inbox(caller, one) for one in caller.desk.directory.inboxes])


def _service(caller: Caller, one: ServiceEntry) -> schemas.Service:
    return schemas.Service(
        code=one.code,
        name=one.name(caller.language),
        emoji=one.emoji,
        rated=one.rated,
        answer_within=one.promise.answer_within,
        resolve_within=one.promise.resolve_within,
        categories=[_category(caller, each) for each in caller.desk.directory.categories_of(one.code)],
    )


def _category(caller: Caller, one: CategoryEntry) -> schemas.Category:
    return schemas.Category(
        code=one.code,
        name=one.name(caller.language),
        answer_within=one.promise.answer_within,
        resolve_within=one.promise.resolve_within,
    )


def _place(caller: Caller, one: Place) -> schemas.Place:
    directory = caller.desk.directory
    municipality = directory.municipality_of(one.id)
    return schemas.Place(
        code=one.code,
        kind=one.kind,
        name=one.name(caller.language),
        parent=directory.place(one.parent_id).code if one.parent_id is not None else None,
        municipality=municipality.code,
        municipality_name=municipality.name(caller.language),
        lat=one.lat,
        lon=one.lon,
    )


def _inbox(caller: Caller, one: InboxEntry) -> schemas.Inbox:
    place = caller.desk.directory.place(one.unit_id)
    return schemas.Inbox(
        code=one.code,
        kind=one.kind,
        name=one.name(caller.language),
        place=place.code,
        place_name=place.name(caller.language),
        phone=one.phone,
        demo=one.demo,
        colleagues=_colleagues(caller, one),
    )


def _colleagues(caller: Caller, one: InboxEntry) -> list[schemas.Colleague]:
    """To whom a case of this inbox can be assigned; only for those who see its cases."""
    if caller.role not in MAY[Right.SEE_CASES] or not caller.reach.holds(inbox_id=one.id):
        return []
    found = people.colleagues(caller.session, inbox_id=one.id, roles=AT_THE_DESK)
    return [schemas.Colleague(id=each.id, name=each.name, role=each.role) for each in found]
