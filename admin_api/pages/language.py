"""The language of the pages: a switch on each of them, at once and remembered."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from admin_api.pages.page import ANYBODY, redirect, remember_language
from admin_api.visits import Office
from locales import LANGUAGES

router = APIRouter()


@router.get("/language")
def choose_language(lang: str = "", back: str = "/", office: Office = ANYBODY) -> RedirectResponse:
    response = redirect(back if is_ours(back) else "/")
    if lang in LANGUAGES:
        remember_language(response, lang, office)
    return response


def is_ours(address: str) -> bool:
    """A path on this site. Browsers read `//host`, and a backslash in its place, as another one."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
