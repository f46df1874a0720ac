"""Service and place decide the inbox, and the reason is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.routing import Post, Reason, Route, Routed, route

VILLAGE, AIMAK, RAYON, OBLAST, ELSEWHERE = 1, 2, 3, 4, 9
PLACE = (VILLAGE, AIMAK, RAYON, OBLAST)
AIYL_OKMOTU, DISPATCHER = Post(20, "municipality", AIMAK), Post(30, "rayon", RAYON)
WATER_USERS = Post(21, "provider", AIMAK)
POSTS = (AIYL_OKMOTU, DISPATCHER, WATER_USERS)


def a_route(unit: int, inbox: int, *, category: str | None = None, priority: int = 10) -> Route:
    return Route(unit, "water", category, inbox, priority)


def test_without_a_route_the_municipality_answers() -> None:
    assert route("roads", None, PLACE, (), POSTS) == Routed(20, Reason.MUNICIPALITY)


def test_where_the_municipality_has_no_inbox_the_rayon_takes_it() -> None:
    assert route("roads", None, PLACE, (), (DISPATCHER, WATER_USERS)) == Routed(30, Reason.FALLBACK)


def test_a_provider_has_only_what_a_route_gives_it() -> None:
    assert route("roads", None, PLACE, (), (WATER_USERS,)) is None


def test_a_route_names_the_provider_of_a_service() -> None:
    routes = (a_route(AIMAK, 21),)
    assert route("water", None, PLACE, routes, POSTS) == Routed(21, Reason.PROVIDER)
    assert route("water", "water_none", PLACE, routes, POSTS) == Routed(21, Reason.PROVIDER)
    assert route("waste", None, PLACE, routes, POSTS) == Routed(20, Reason.MUNICIPALITY)


def test_a_route_of_one_category_leaves_the_others_where_they_were() -> None:
    routes = (a_route(AIMAK, 21, category="water_leak"),)
    assert route("water", "water_leak", PLACE, routes, POSTS) == Routed(21, Reason.PROVIDER)
    for other in (None, "water_bill"):
        assert route("water", other, PLACE, routes, POSTS) == Routed(20, Reason.MUNICIPALITY)


def test_a_route_that_names_the_category_goes_before_one_for_the_whole_service() -> None:
    routes = (a_route(AIMAK, 21, priority=99), a_route(AIMAK, 22, category="water_leak", priority=1))
    assert route("water", "water_leak", PLACE, routes, POSTS) == Routed(22, Reason.PROVIDER)
    assert route("water", "water_bill", PLACE, routes, POSTS) == Routed(21, Reason.PROVIDER)


def test_the_nearer_unit_goes_before_the_closer_category_and_the_higher_priority() -> None:
    routes = (a_route(RAYON, 31, category="water_leak", priority=99), a_route(VILLAGE, 11, priority=1))
    assert route("water", "water_leak", PLACE, routes, POSTS) == Routed(11, Reason.PROVIDER)


def test_of_two_equal_routes_the_higher_priority_wins() -> None:
    routes = (a_route(AIMAK, 21, priority=1), a_route(AIMAK, 22, priority=2))
    assert route("water", None, PLACE, routes, POSTS) == Routed(22, Reason.PROVIDER)


def test_a_route_of_a_neighbour_is_not_ours() -> None:
    routes = (a_route(ELSEWHERE, 91),)
    posts = (Post(90, "municipality", ELSEWHERE), *POSTS)
    assert route("water", None, PLACE, routes, posts) == Routed(20, Reason.MUNICIPALITY)


def test_where_nobody_answers_nobody_is_made_up() -> None:
    assert route("water", None, PLACE, (), (Post(90, "municipality", ELSEWHERE),)) is None


@given(
    st.lists(st.builds(a_route, st.sampled_from((*PLACE, ELSEWHERE)), st.integers(10, 40)), max_size=6),
    st.permutations(POSTS),
    st.randoms(),
)
@pytest.mark.parametrize("category", [None, "water_leak"])
def test_the_order_of_the_catalogue_does_not_matter(category, routes, posts, random) -> None:
    shuffled = random.sample(routes, len(routes))
    assert route("water", category, PLACE, routes, POSTS) == route("water", category, PLACE, shuffled, posts)
