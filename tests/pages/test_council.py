"""What the council reads: counts, shares where they may be shown, and nothing of anybody."""

from datetime import date, timedelta

import pytest

from admin_api.pages.council import Period, days_of
from casework import closing, handling, rating
from rules.lifecycle import Outcome
from rules.permissions import Reach
from tests.admin_api.test_reports import is_asked
from tests.pages.browser import Browser, Page
from tests.pages.test_inbox import clerk_of

EVERYWHERE = Reach(everything=True)
MARKED = "КУПУЯСЫР"
"""Planted in everything that a person wrote."""


def answered(browser: Browser, n: int, *, late: int = 0) -> None:
    """Cases of as many residents, each with an answer of the office."""
    front, by = browser.front, clerk_of(browser)
    found = [front.citizen_files(chat_id) for chat_id in range(1, n + 1)]
    for ticket_id, _ in found[late:]:
        front.do(handling.answer, ticket_id, said=MARKED, by=by, reach=EVERYWHERE)
    front.at += timedelta(days=10)
    for ticket_id, citizen in found[:late]:
        front.do(handling.add, ticket_id, said=MARKED, by=citizen)
        front.do(handling.note, ticket_id, said=MARKED, by=by, reach=EVERYWHERE)
        front.do(closing.decline, ticket_id, outcome=Outcome.REFUSED, reason=MARKED, by=by, reach=EVERYWHERE)


def figures(browser: Browser, who: str = "council", query: str = "") -> Page:
    page = Browser(browser.front).signs_in(who).opens(f"/council{query}")
    assert page.status == 200
    return page


def test_the_sentence_comes_first(browser: Browser) -> None:
    answered(browser, 12, late=3)
    page = figures(browser)
    assert "Answered on time: 9 of 12." in page.text
    assert "75 % (47–91 % allowing for chance)" in page.text
    assert "Road 9 of 12 · 75 %" in page.text
    assert page.text.index("Answered on time: 9 of 12.") < page.text.index("In numbers")


def test_the_chart_draws_the_share_and_how_sure_it_is(browser: Browser) -> None:
    answered(browser, 12, late=3)
    page = figures(browser)
    bar = page.all("svg", role="img")
    assert [one["aria-label"] for one in bar] == ["75 %, between 47 and 91 % allowing for chance"]
    assert page.all("rect", class_="bar__part")[0]["width"] == "75%"
    between = page.all("line", class_="bar__between")[0]
    assert (between["x1"], between["x2"]) == ("47%", "91%")
    assert "The thin line shows" in page.text


def test_below_ten_there_are_counts_and_no_share(browser: Browser) -> None:
    answered(browser, 9)
    page = figures(browser)
    assert "Answered on time: 9 of 9. few data" in page.text
    assert "The thin line shows" not in page.text, "what is not drawn is not explained"
    assert not page.all("svg")
    assert "%" not in page.text


def test_nothing_of_any_person_is_on_the_page(browser: Browser) -> None:
    front = browser.front
    answered(browser, 12, late=3)
    front.files(text=f"{MARKED} Айгүл Касымова", contact=MARKED)
    for query in ("", "?by=village", "?by=inbox", "?period=12-months"):
        for who in ("council", "head", "clerk", "admin"):
            page = figures(browser, who, query)
            assert MARKED not in page.html
            assert "жол казылган" not in page.html
            assert "1001" not in page.text, "no case is named"
            assert "clerk" not in page.text.replace("(clerk)", ""), "no colleague is judged by name"


def test_the_council_sees_its_own_municipality_alone(browser: Browser) -> None:
    browser.front.files("neighbour", village=browser.front.their_village)
    assert "No reports in this period." in figures(browser).text
    assert "Answered on time: 0 of 0." in figures(browser, "admin").text


@pytest.mark.parametrize(
    ("by", "name"), [("service", "Road"), ("village", "Ak-Bulak"), ("inbox", "Ak-Bulung")]
)
def test_the_figures_can_be_grouped(browser: Browser, by: str, name: str) -> None:
    answered(browser, 2)
    page = figures(browser, query=f"?by={by}")
    assert f"{name}" in page.text.partition("In numbers")[2]
    assert [words for _, words in page.links if words.startswith("By ")] == [
        "By service",
        "By village",
        "By office",
    ]


def test_a_strange_address_shows_the_usual_figures(browser: Browser) -> None:
    answered(browser, 2)
    assert "Answered on time: 2 of 2." in figures(browser, query="?by=person&period=always").text


def test_ratings_are_five_counts_without_a_mean(browser: Browser) -> None:
    front = browser.front
    for chat_id, score in enumerate([1, 4, 4, 5, None], start=1):
        _, by = front.citizen_files(chat_id)
        front.do(rating.rate_service, service="water", village=front.village, score=score, by=by)
    page = figures(browser)
    rated = page.text.partition("How residents rate the services")[2]
    assert "Drinking water 1 0 0 2 1 4 1 " in rated
    assert "3.5" not in rated
    assert "Were asked" not in rated


def test_those_who_were_asked_stand_in_a_table_of_their_own_with_how_many_they_were(browser: Browser) -> None:
    front = browser.front
    for chat_id, score in ((1, 1), (2, 5), (3, None)):
        _, by = front.citizen_files(chat_id)
        front.do(is_asked, by.citizen_id, front.village) if chat_id > 1 else None
        if score is not None:
            front.do(rating.rate_service, service="water", village=front.village, score=score, by=by)
    volunteers, _, panel = figures(browser).text.partition("Drawn by chance and asked")
    assert "Drinking water 1 0 0 0 0 1 0 " in volunteers
    assert "Were asked Drinking water 0 0 0 0 1 1 0 2 " in panel


def test_an_empty_period_says_so(browser: Browser) -> None:
    answered(browser, 2)
    assert "No reports in this period." in figures(browser, query="?period=last-quarter").text


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        (Period.THIS_QUARTER, date(2026, 2, 3), date(2026, 1, 1), date(2026, 2, 3)),
        (Period.THIS_QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (Period.LAST_QUARTER, date(2026, 2, 3), date(2025, 10, 1), date(2025, 12, 31)),
        (Period.LAST_QUARTER, date(2026, 9, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (Period.YEAR, date(2026, 2, 3), date(2025, 2, 1), date(2026, 2, 3)),
        (Period.YEAR, date(2028, 2, 29), date(2027, 2, 1), date(2028, 2, 29)),
    ],
)
def test_periods_begin_and_end_on_their_days(period: Period, today: date, first: date, last: date) -> None:
    assert days_of(period, today) == (first, last)
