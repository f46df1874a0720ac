"""Where the next page of a list begins: opaque to the client, and nothing but a place to us."""

import base64
import binascii
from datetime import date

import orjson

from db.queries.lists import Place
from rules.reference import LARGEST
from rules.refusals import Invalid


def written(place: Place) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([place.due, place.id])).decode().rstrip("=")


def read(cursor: str) -> Place:
    """Raises Invalid for whatever we did not write."""
    try:
        due, number = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = Place(date.fromisoformat(due), number)
    except (binascii.Error, ValueError, TypeError):
        raise Invalid("cursor_unknown") from None
    if type(number) is not int or not 1 <= number <= LARGEST:
        raise Invalid("cursor_unknown")
    return place
