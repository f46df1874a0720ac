"""What a person who browses sees instead of a problem: a sentence and a way on. A stranger is led to the door."""

from fastapi import Request
from starlette.responses import Response

from admin_api.pages.page import BEFORE_SIGN_IN, Reader, language_of, redirect, render
from admin_api.problems import Problem
from admin_api.sentences import SENTENCES


def problem_page(request: Request, problem: Problem) -> Response:
    if problem.status == 401:
        return redirect("/sign-in")
    known = getattr(request.state, "language", None)
    who = Reader(language_of(request, known or BEFORE_SIGN_IN), here="/", flash="")
    spoken = SENTENCES.get(problem.code, SENTENCES["refused"])
    page = render(who, "problem.html", status=problem.status, words=who.say(spoken, **problem.facts))
    page.headers.update(problem.headers)
    return page
