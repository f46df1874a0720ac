"""Files on the pages: what a clerk plays, opens, saves, or reads why it is not there."""

import gzip

import pytest

from rules.attachments import Kind, Reason
from tests.admin_api.enclosing import adds, files_case, keeps, refuses
from tests.admin_api.front import Front
from tests.db.pictures import OPUS
from tests.pages.browser import Browser, Page

HEAVIEST = 30_000
"""Bytes on the line of a page with its styles."""


def case(clerk: Browser, reference: str) -> Page:
    page = clerk.opens(f"/inbox/{reference}")
    assert page.status == 200
    return page


def test_a_voice_is_played_in_the_page_and_only_when_asked(clerk: Browser, front: Front) -> None:
    page = case(clerk, files_case(front, Kind.VOICE)["reference"])
    (player,) = page.all("audio")
    assert player["preload"] == "none"
    assert "controls" in player
    assert player["aria-labelledby"] == page.all("span", id=player["aria-labelledby"])[0]["id"]
    assert "🎤 Voice message, 0:12" in page.text
    answer = clerk.http.get(player["src"], headers={"range": "bytes=0-"})
    assert (answer.status_code, answer.content) == (206, OPUS)


def test_a_film_is_played_and_photos_and_papers_are_links(clerk: Browser, front: Front) -> None:
    page = case(clerk, files_case(front, Kind.VIDEO, Kind.PHOTO, Kind.DOCUMENT)["reference"])
    assert [film["preload"] for film in page.all("video")] == ["none"]
    assert page.all("img") == [], "nothing is loaded that nobody asked for"
    assert clerk.http.get(page.link("📷 Photo")).headers["content-type"] == "image/jpeg"
    paper = clerk.http.get(page.link("📄 Document"))
    assert paper.headers["content-disposition"].startswith("attachment")
    assert "акт.pdf" in page.text
    assert "1 kB" in page.text


def test_a_case_of_files_alone_has_a_word_in_the_list(clerk: Browser, front: Front) -> None:
    files_case(front, Kind.VOICE, Kind.PHOTO, Kind.PHOTO)
    page = clerk.opens("/inbox")
    assert "🎤 Voice message, 0:12 · 📷 Photos: 2" in page.text


def test_what_is_on_its_way_says_so(clerk: Browser, front: Front) -> None:
    page = case(clerk, files_case(front, Kind.VOICE, kept=False)["reference"])
    assert page.all("audio") == []
    assert "on its way from Telegram" in page.text


@pytest.mark.parametrize("reason", Reason)
def test_what_was_not_kept_says_why(reason: Reason, clerk: Browser, front: Front) -> None:
    ticket = files_case(front, Kind.DOCUMENT, kept=False)
    refuses(front, reason)
    page = case(clerk, ticket["reference"])
    assert "not kept:" in page.text
    assert not [address for address, _ in page.links if "attachments" in address]


def test_parts_of_an_album_are_one_bubble_and_forwarded_is_said(clerk: Browser, front: Front) -> None:
    ticket = files_case(front, Kind.VOICE)
    adds(front, 1001, Kind.PHOTO, said="Мына", together="7", forwarded=True)
    adds(front, 1001, Kind.PHOTO, together="7", continued=True)
    adds(front, 1001, Kind.PHOTO, Kind.PHOTO)
    keeps(front)
    page = case(clerk, ticket["reference"])
    assert len(page.classed("bubble--citizen")) == 3
    assert page.text.count("forwarded") == 1
    photos = [address for address, words in page.links if "📷" in words]
    assert len(set(photos)) == 4


def test_a_neighbour_cannot_open_the_address_of_a_file(clerk: Browser, front: Front) -> None:
    page = case(clerk, files_case(front, Kind.PHOTO)["reference"])
    address = page.link("📷 Photo")
    assert Browser(front).signs_in("neighbour").opens(address).status == 404
    assert Browser(front).http.get(address, follow_redirects=False).status_code in (303, 401)


def test_a_case_full_of_files_is_light(clerk: Browser, front: Front) -> None:
    ticket = files_case(front, Kind.VOICE, *[Kind.PHOTO] * 5, text="Суу жок. " * 400)
    for number in range(5):
        adds(front, 1001, *[Kind.PHOTO] * 5, Kind.VOICE, said=f"Дагы {number}")
    keeps(front)
    keeps(front)
    page = case(clerk, ticket["reference"])
    assert len(gzip.compress(page.html.encode())) + 12_000 < HEAVIEST


def test_a_name_of_a_file_is_shown_and_never_obeyed(clerk: Browser, front: Front) -> None:
    ticket = files_case(front, Kind.DOCUMENT, name='<b>акт</b>".pdf')
    page = case(clerk, ticket["reference"])
    assert '<b>акт</b>".pdf' in page.text
    assert "<b>акт" not in page.html
