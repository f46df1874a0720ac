"""Coming in by a one-time link, and going out. Opening the link changes nothing: a button uses it up."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from admin_api.pages.page import ANYBODY, language_of, reader, redirect, remember_language, render
from admin_api.visits import Office, Visit, address_of, admit, check_form, check_origin
from casework import people
from casework.desk import Desk
from db.queries import people as people_queries
from rules.lifecycle import Role
from rules.refusals import Unauthenticated

router = APIRouter()
COLLEAGUE = admit(*people.STAFF)


@router.get("/")
def front_door(request: Request, office: Office = ANYBODY) -> RedirectResponse:
    token = request.cookies.get(office.cookie, "")
    with office.database.reading() as session:
        found = people_queries.holder(session, token, kind="session", at=office.now()) if token else None
        return redirect(home_of(Role(found[1].role)) if found else "/sign-in")


@router.get("/sign-in")
def how_to_sign_in(request: Request, office: Office = ANYBODY) -> HTMLResponse:
    return render(reader(request), "sign_in.html", token="")


@router.get("/sign-in/{token}")
def sign_in_button(request: Request, token: str, office: Office = ANYBODY) -> HTMLResponse:
    return render(reader(request), "sign_in.html", token=token)


@router.post("/sign-in/{token}")
def sign_in(request: Request, token: str, office: Office = ANYBODY) -> Response:
    check_origin(request, office)
    address = address_of(request)
    office.turnstile.sign_in(address, token)
    try:
        with office.database.writing() as session:
            at = office.now()
            desk = Desk(session, office.shelf.directory(session, at=at), at)
            session_token = people.sign_in(desk, token, instead_of=request.cookies.get(office.cookie, ""))
            office.turnstile.signed_in(session, address, token)
            found = people_queries.holder(session, session_token, kind="session", at=at)
    except Unauthenticated:
        return render(reader(request), "link_used.html", status=401)
    assert found is not None, "a session that was just given"
    _, user = found
    response = redirect(home_of(Role(user.role)))
    remember_language(response, language_of(request, user.language), office)
    lives = int(people.SESSION_LIVES.total_seconds())
    response.set_cookie(
        office.cookie, session_token, max_age=lives, httponly=True, samesite="lax", secure=office.secure
    )
    return response


@router.post("/sign-out")
def sign_out(form_token: str = Form(""), visit: Visit = COLLEAGUE) -> RedirectResponse:
    check_form(visit.token, form_token)
    with visit.writing() as caller:
        people.sign_out(caller.desk, visit.token)
    response = redirect("/sign-in")
    response.delete_cookie(visit.office.cookie, httponly=True, samesite="lax", secure=visit.office.secure)
    return response


def home_of(role: Role) -> str:
    return "/council" if role is Role.COUNCIL else "/inbox"
