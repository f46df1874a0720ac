"""What every page is made with: its reader and language, its template, and the one line said after a deed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from admin_api.visits import Caller, Everybody, Office, Visit, form_token
from db.queries.directory import Place
from locales import LANGUAGES, OWN_NAMES, Phrase, day, say, say_phrase
from locales import place as named_place
from rules.permissions import MAY, Right
from rules.reference import shown

ANYBODY: Office = Depends(Everybody())
STATIC = Path(__file__).parent.parent / "static"
LANGUAGE_COOKIE, FLASH_COOKIE = "dobush_lang", "dobush_flash"
BEFORE_SIGN_IN = "ky"
YEAR_SECONDS, FLASH_SECONDS = 365 * 24 * 3600, 60

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, in which language, and where they are."""

    language: str
    here: str
    flash: str
    caller: Caller | None = None
    form_token: str = ""

    def t(self, message: str, /, **values: object) -> str:
        return say(self.language, "page", message, **values)

    def say(self, spoken: Phrase, /, **values: object) -> str:
        return say_phrase(self.language, spoken, **values)

    def may(self, right: str) -> bool:
        return self.caller is not None and self.caller.role in MAY[Right(right)]

    def day(self, on: date) -> str:
        return day(self.language, on, today=self.known.desk.today)

    def clock(self, at: datetime) -> str:
        """The local day and hour."""
        local = at.astimezone(self.known.desk.directory.calendar.timezone)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def place(self, place: Place) -> str:
        """With aimak and rayon where another one has the same name."""
        above = self.known.desk.directory.above_namesake(place, self.language)
        return named_place(self.language, place.kind, place.name(self.language), above)

    @property
    def known(self) -> Caller:
        assert self.caller is not None, "only for pages of somebody who signed in"
        return self.caller


def reader(request: Request, visit: Visit | None = None, caller: Caller | None = None) -> Reader:
    return Reader(
        language=language_of(request, caller.language if caller else BEFORE_SIGN_IN),
        here=_here(request),
        flash=request.cookies.get(FLASH_COOKIE, ""),
        caller=caller,
        form_token=form_token(visit.token) if visit else "",
    )


def language_of(request: Request, otherwise: str) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else otherwise


def render(who: Reader, template: str, /, *, status: int = 200, **values: object) -> HTMLResponse:
    html = templates.get_template(template).render(reader=who, t=who.t, **values)
    response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
    if who.flash:
        response.delete_cookie(FLASH_COOKIE)
    return response


def redirect(to: str, *, flash: str = "") -> RedirectResponse:
    """After a form: the browser asks anew, and a reload repeats nothing."""
    response = RedirectResponse(to, 303)
    if flash:
        response.set_cookie(FLASH_COOKIE, flash, max_age=FLASH_SECONDS, httponly=True, samesite="lax")
    return response


def remember_language(response: RedirectResponse, language: str, office: Office) -> None:
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=office.secure
    )


def with_query(path: str, **asked: str) -> str:
    """The address with what is asked; what is empty is left out."""
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{said}" if said else path


def static(name: str) -> str:
    """A file's address, with its content's digest: it may be kept for ever."""
    return f"/static/{name}?v={version(name)}"


@cache
def version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


_globals: dict[str, Callable[..., object] | object] = {
    "static": static,
    "shown": shown,
    "with_query": with_query,
    "tongues": OWN_NAMES,
}
templates.globals.update(_globals)
