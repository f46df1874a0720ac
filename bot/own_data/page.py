"""The file itself: one small page without scripts, pictures or addresses, which opens on any telephone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from bot.own_data import cases, person
from bot.own_data.paper import Sheet
from bot.reader import Reader
from db.queries.own_data import OwnData

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:44em;margin:0 auto;padding:12px;color:#111;background:#fff}"
    "h1{font-size:22px}h2{font-size:19px;margin:28px 0 6px;border-bottom:2px solid #111}h3{margin:20px 0 4px}"
    "table{border-collapse:collapse;width:100%;margin:8px 0}"
    "th,td{border:1px solid #999;padding:5px 7px;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#eee;font-weight:600}.facts th{width:38%}td{white-space:pre-line}"
)
ROOMS = (person.about, cases.sent, cases.elsewhere, cases.unsent, cases.rated, person.messages)
"""Each holds one part of what is known; another kind of data about a person gets a room of its own here."""


def page_of(found: OwnData, reader: Reader, at: datetime) -> str:
    sheet = Sheet(reader, at)
    title = sheet.data("Data about you")
    body = [
        f"<h1>{title}</h1>",
        f"<p>{sheet.data('Kept about you on this day: {day}', day=sheet.moment(at))}</p>",
        f"<p>{sheet.data('Photos and recordings are in your chat: here are their names and days.')} "
        f"{sheet.data('Internal notes of the office are not shown.')}</p>",
        *(_part(*part) for room in ROOMS if (part := room(found, sheet)) is not None),
    ]
    return (
        f'<!doctype html><html lang="{escape(reader.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>{''.join(body)}</body></html>"
    )


def _part(heading: str, pieces: Sequence[str] | Iterable[str]) -> str:
    return f"<h2>{heading}</h2>{''.join(pieces)}"
