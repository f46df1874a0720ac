"""The API describes what others script against; whatever it has beyond the contract is justified in a decision."""

import re

import pytest

from tests.admin_api.front import API, Front
from tests.processes import ROOT

CONTRACT = {
    "Ticket": "reference track status outcome confirmation inbox inbox_name municipality municipality_name village "
    "village_name service service_name category category_name language text source filed_at answer_due_on "
    "resolve_due_on overdue assignee joined attachments version events",
    "Attachment": "id kind url",
    "Event": "at move by_role note",
    "TicketPage": "items next",
    "NewTicket": "service category village text source language contact",
    "MoveBody": "version text outcome reason inbox until",
    "ResponseTimes": "as_of groups",
    "ResponseTimesGroup": "key filed answered answered_on_time answered_late open open_overdue oldest_open_days "
    "median_days p75_days confirmed not_confirmed no_answer reopened withdrawn answer_rating",
    "AnswerRating": "n counts",
    "Ratings": "groups",
    "RatingsGroup": "key n counts not_used",
}
ASKED = {
    "/tickets": "inbox status service village due q updated_since limit cursor",
    "/reports/response-times": "from to by",
    "/reports/ratings": "from to by stream",
    "/places": "",
}
DECISION = ROOT / "docs" / "adr" / "0010-api-additions.md"


def added() -> dict[str, set[str]]:
    """The table of the decision: what has more than the contract says, and what it has."""
    rows = re.findall(r"^\| `([\w/-]+)` \| (.+?) \|", DECISION.read_text(encoding="utf-8"), re.MULTILINE)
    found: dict[str, set[str]] = {}
    for where, fields in rows:
        found.setdefault(where, set()).update(re.findall(r"`(\w+)`", fields))
    return found


@pytest.mark.parametrize("name", CONTRACT)
def test_a_shape_has_the_contracts_fields_and_the_additions_that_were_decided(
    name: str, front: Front
) -> None:
    described = front.http.get(f"{API}/openapi.json").json()["components"]["schemas"][name]
    assert set(described["properties"]) == set(CONTRACT[name].split()) | added().get(name, set())


@pytest.mark.parametrize("path", ASKED)
def test_a_list_is_asked_as_the_contract_says_or_as_was_decided(path: str, front: Front) -> None:
    described = front.http.get(f"{API}/openapi.json").json()["paths"][API + path]["get"]["parameters"]
    assert {one["name"] for one in described} == set(ASKED[path].split()) | added().get(path, set())


def test_nothing_is_justified_that_is_not_there() -> None:
    assert added().keys() <= CONTRACT.keys() | ASKED.keys()
