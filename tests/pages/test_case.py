"""A case: what its page shows, and every form on it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from casework import closing, handling
from db.queries import outbox
from rules.geography import Point
from rules.lifecycle import Confirmation
from rules.permissions import Reach
from rules.reference import shown
from tests.admin_api.front import OUR_INBOX, RAYON_INBOX, Front
from tests.pages.browser import Browser, Page

EVERYWHERE = Reach(everything=True)


@pytest.fixture
def ticket_id(front: Front) -> int:
    return front.citizen_files()[0]


def case(browser: Browser, ticket_id: int) -> Page:
    page = browser.opens(f"/inbox/{shown(ticket_id)}")
    assert page.status == 200
    return page


def moves(page: Page) -> set[str]:
    return {form.action.rsplit("/", 1)[1] for form in page.forms if form.action.startswith("/inbox/")}


def does(browser: Browser, ticket_id: int, move: str, number: int = 0, **filled: str) -> Page:
    page = case(browser, ticket_id)
    forms = [form for form in page.forms if form.action == f"{page.path}/{move}"]
    after = browser.sends(forms[number], **filled)
    assert after.status == 200, after.text
    return after


def day(browser: Browser, **later: int) -> str:
    return (browser.front.at.date() + timedelta(**later)).isoformat()


def test_the_page_says_whose_case_it_is_and_why_it_is_here(clerk: Browser, ticket_id: int) -> None:
    page = case(clerk, ticket_id)
    for words in (
        "Биздин көчөдө үч күндөн бери жол казылган",
        "Resident · Telegram",
        "The place belongs to the municipality of this office.",
        "In charge nobody yet",
        "Answer due",
        "Language of the resident: Кыргызча",
    ):
        assert words in page.text
    assert "5000000001" not in page.html, "nobody at a desk sees a Telegram id"


def test_a_pin_is_shown_with_a_way_to_a_map_and_asks_nobody_for_one(clerk: Browser) -> None:
    spot = Point(42.34187, 78.00592)
    number, by = clerk.front.citizen_files(pin=spot, point="demo-kyzyl-suu-pump-1")
    clerk.front.do(handling.add, number, said=str(Point(42.3, 78.1)), by=by)
    page = case(clerk, number)
    assert "Exact place 42.34187, 78.00592" in page.text
    assert "Point Pump 1" in page.text
    links = [target for target, _ in page.links]
    assert "geo:42.34187,78.00592" in links
    assert "geo:42.30000,78.10000" in links, "the place that was added later"
    there = [one for one in page.all("a") if (one["href"] or "").startswith("https://www.openstreetmap.org/")]
    assert [one["rel"] for one in there] == ["noopener noreferrer"] * 2
    loaded = [one.get("src") or "" for tag in ("img", "script", "iframe") for one in page.all(tag)]
    assert not any("//" in address for address in loaded)


def test_rude_words_are_there_unchanged_behind_a_tap(clerk: Browser, front: Front) -> None:
    plain, by = front.citizen_files()
    rude = front.citizen_files(chat_id=5_000_000_002)[0]
    front.do(handling.add, plain, said="Дагы эле ошондой", by=by)
    with front.database.writing() as session:
        words = {"said": "Суу жок, блядь!", "case": rude}
        session.execute(text("UPDATE tickets SET text = :said WHERE id = :case"), words)
        told = "SELECT id FROM events WHERE ticket_id = :case"
        session.execute(text(f"UPDATE event_texts SET text = :said WHERE event_id IN ({told})"), words)
    page = case(clerk, rude)
    assert "Суу жок, блядь!" in page.text
    assert "rude words" in page.text
    assert "rude words" not in case(clerk, plain).text
    listed = clerk.opens("/inbox").text
    assert "блядь" not in listed
    assert "rude words" in listed


def test_a_namesake_is_told_apart_on_the_page(browser: Browser) -> None:
    directory = browser.front.directory
    admin = browser.signs_in("admin")
    for name, has_namesakes in (("Арал", True), ("Барскоон", False)):
        village = next(one for one in directory.villages if one.name("ky") == name)
        above = ", ".join(directory.told_apart(village.id, "en")[1])
        ticket = browser.front.files("admin", village=village.code)
        page = admin.opens(f"/inbox/{ticket['reference']}")
        assert (f"village {village.name('en')} ({above})" in page.text) is has_namesakes
        assert f"village {village.name('en')}" in page.text


def test_any_way_of_writing_the_number_is_understood(clerk: Browser, ticket_id: int) -> None:
    reference = shown(ticket_id)
    for written in (
        reference,
        reference.replace("-", ""),
        reference.replace("-", " "),
        reference.replace("-", "–"),
    ):
        assert clerk.opens(f"/inbox/{written}").status == 200
    for written in ("1", "nothing", f"{ticket_id}-x", "0-0", "9999999999999999999-9"):
        assert clerk.opens(f"/inbox/{written}").status == 404


def test_a_clerk_is_offered_exactly_what_the_law_allows(clerk: Browser, ticket_id: int) -> None:
    open_moves = {"take", "answer", "ask", "resolve", "decline", "transfer", "extend", "note"}
    assert moves(case(clerk, ticket_id)) == open_moves
    does(clerk, ticket_id, "ask", text="Кайсы жерде?")
    assert moves(case(clerk, ticket_id)) == open_moves - {"take", "ask"}
    does(clerk, ticket_id, "resolve", text="Оңдолду")
    assert moves(case(clerk, ticket_id)) == {"note"}


def test_a_head_may_assign_and_reopen(browser: Browser, ticket_id: int) -> None:
    head = browser.signs_in("head")
    assert "assign" in moves(case(head, ticket_id))
    does(head, ticket_id, "decline", outcome="refused", text="Акча жок")
    assert moves(case(head, ticket_id)) == {"note", "reopen"}
    assert "The case is open again" in does(head, ticket_id, "reopen", text="Кайра карайлы").text


def test_take(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "take")
    assert "The case is yours now" in after.text
    assert "clerk · Clerk · Taken into work" in after.text
    assert "take" not in moves(after), "it is theirs already"


def test_answer_is_sent_as_it_is_written(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "answer", text="  Эртең барабыз.\nКүтө туруңуз <3  ")
    assert "Эртең барабыз.\nКүтө туруңуз &lt;3" in after.html
    assert "On its way to the resident" in after.text
    assert after.path == f"/inbox/{shown(ticket_id)}", "a reload sends nothing again"


def test_ask_stops_the_clock(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "ask", text="Кайсы үйдүн жанында?")
    assert "The clock stands still" in after.text
    assert "The clock stands still since" in after.text


def test_solved(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "resolve", text="Жол оңдолду")
    assert after.classed("govuk-tag--green")
    assert "will be asked whether it is solved" in after.text


def test_planned(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "resolve", 1, text="Асфальт төшөлөт", until=day(clerk, days=30))
    assert "Planned: 5 March" in after.text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("refused", "Not solved: refused"),
        ("not_ours", "Not solved: not our duty"),
        ("duplicate", "Duplicate"),
    ],
)
def test_closed_without_a_solution(clerk: Browser, ticket_id: int, outcome: str, words: str) -> None:
    assert words in does(clerk, ticket_id, "decline", outcome=outcome, text="Себеби бар").text


def test_passed_on_to_an_office_of_the_list(clerk: Browser, ticket_id: int) -> None:
    offered = case(clerk, ticket_id).form(f"/inbox/{shown(ticket_id)}/transfer").offered["inbox"]
    assert RAYON_INBOX in offered
    assert OUR_INBOX not in offered
    after = does(clerk, ticket_id, "transfer", inbox=RAYON_INBOX, text="Бул райондун жолу")
    assert (after.path, "The case is passed on" in after.text) == ("/inbox", True)
    assert clerk.opens(f"/inbox/{shown(ticket_id)}").status == 404
    there = Browser(clerk.front).signs_in("dispatcher")
    assert "Passed on by:" in case(there, ticket_id).text


def test_extended(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "extend", until=day(clerk, days=30), text="Техника жок")
    assert "Deadline extended. New day: 5 March" in after.text


def test_a_note_is_for_colleagues_and_looks_like_one(clerk: Browser, ticket_id: int) -> None:
    after = does(clerk, ticket_id, "note", text="Бригадага чалдым")
    assert after.classed("bubble--note")
    assert "Only colleagues see it" in after.text
    with clerk.front.database.reading() as session:
        told = session.execute(text("SELECT content FROM outbox WHERE user_id IS NULL")).scalars()
        assert list(told) == ["accepted"]


def test_assigned_to_a_colleague_of_the_office(browser: Browser, ticket_id: int) -> None:
    head = browser.signs_in("head")
    clerk = str(head.user_id("clerk"))
    after = does(head, ticket_id, "assign", colleague=clerk)
    assert "Assigned to: clerk" in after.text
    assert "In charge clerk" in after.text


def test_the_page_shows_whether_the_answer_arrived(clerk: Browser, ticket_id: int) -> None:
    does(clerk, ticket_id, "answer", text="Барабыз")
    assert "On its way to the resident" in case(clerk, ticket_id).text
    with clerk.front.database.writing() as session:
        outbox.unreachable(session, 5_000_000_001, at=clerk.front.at)
    page = case(clerk, ticket_id)
    assert "cannot be reached in Telegram" in page.text
    assert page.classed("bubble__delivery--failed")


def test_a_walk_in_has_to_be_told_by_hand(clerk: Browser) -> None:
    reference = clerk.front.files(contact="0700 12 34 56")["reference"]
    page = clerk.opens(f"/inbox/{reference}")
    assert "Contact 0700 12 34 56" in page.text
    after = clerk.sends(page.form(f"/inbox/{reference}/answer"), text="Барабыз")
    assert "tell the person yourself" in after.text


def test_an_administrator_sees_no_contact_and_leaves_a_trace(browser: Browser) -> None:
    reference = browser.front.files(contact="0700 12 34 56")["reference"]
    admin = browser.signs_in("admin")
    page = admin.opens(f"/inbox/{reference}")
    assert "0700" not in page.text
    admin.sends(page.form(f"/inbox/{reference}/note"), text="Карап чыктым")
    with admin.front.database.reading() as session:
        seen = session.execute(text("SELECT what FROM accesses ORDER BY id")).scalars().all()
    assert seen == ["case", "note", "case"]


def test_erased_words_leave_their_place(clerk: Browser, ticket_id: int) -> None:
    with clerk.front.database.writing() as session:
        session.execute(text("DELETE FROM event_texts"))
    page = case(clerk, ticket_id)
    assert "The words were erased on request." in page.text


def test_the_life_of_a_case_is_told_in_order(clerk: Browser, front: Front) -> None:
    ticket_id, citizen = front.citizen_files()
    does(clerk, ticket_id, "ask", text="Кайда?")
    front.do(handling.add, ticket_id, said="Мектептин жанында", by=citizen)
    does(clerk, ticket_id, "resolve", text="Оңдолду")
    front.do(closing.reopen, ticket_id, by=citizen, said="Жок, дагы эле ошондой")
    does(clerk, ticket_id, "resolve", text="Эми бүттү")
    front.do(closing.confirm, ticket_id, confirmation=Confirmation.YES, by=citizen)
    page = case(clerk, ticket_id)
    told = [
        "Кайда?",
        "Мектептин жанында",
        "Оңдолду",
        "дагы эле ошондой",
        "Эми бүттү",
        "The resident confirmed",
    ]
    assert sorted(told, key=page.text.rindex) == told
    assert len(page.classed("bubble--citizen")) == 3
