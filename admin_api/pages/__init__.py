"""The pages: sign-in, the clerk's inbox, a case, the council's figures. Forms need no JavaScript."""

from fastapi import APIRouter

from admin_api.pages import assets, case, council, inbox, language, new_case, sign_in
from admin_api.pages.problem import problem_page

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False)
for room in (assets, language, sign_in, inbox, new_case, case, council):
    router.include_router(room.router)
