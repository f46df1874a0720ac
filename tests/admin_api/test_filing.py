"""Filing for somebody at the counter, on the telephone, or from another program: once, however often it is sent."""

from concurrent.futures import ThreadPoolExecutor

from tests.admin_api.front import OUR_INBOX, STORY, THEIR_INBOX, Front, good, refused

KEY = {"idempotency-key": "walk-in-2026-02-03-0001"}


def test_the_same_key_files_once(front: Front) -> None:
    first = front.post("clerk", "/tickets", front.complaint(), **KEY)
    again = front.post("clerk", "/tickets", front.complaint(), **KEY)
    assert good(first, 201) == good(again, 201)
    assert (
        first.headers["location"]
        == again.headers["location"]
        == f"/api/v1/tickets/{first.json()['reference']}"
    )
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert len(front.listed("clerk")) == 1


def test_the_same_key_for_other_words_is_refused(front: Front) -> None:
    front.post("clerk", "/tickets", front.complaint(), **KEY)
    refused(
        front.post("clerk", "/tickets", front.complaint(text="Башка"), **KEY), 422, "idempotency_key_reused"
    )
    assert len(front.listed("clerk")) == 1


def test_a_key_belongs_to_whoever_used_it(front: Front) -> None:
    ours = good(front.post("clerk", "/tickets", front.complaint(), **KEY), 201)
    other = good(front.post("head", "/tickets", front.complaint(), **KEY), 201)
    assert ours["reference"] != other["reference"]


def test_a_refused_filing_leaves_its_key_free(front: Front) -> None:
    refused(front.post("clerk", "/tickets", front.complaint(text=" "), **KEY), 422, "text_missing")
    good(front.post("clerk", "/tickets", front.complaint(), **KEY), 201)


def test_twins_that_arrive_at_once_become_one_case(front: Front) -> None:
    with ThreadPoolExecutor(8) as people:
        sent = [people.submit(front.post, "clerk", "/tickets", front.complaint(), **KEY) for _ in range(16)]
        references = {good(one.result(), 201)["reference"] for one in sent}
    assert len(references) == 1
    assert len(front.listed("clerk")) == 1


def test_a_key_that_cannot_be_kept_is_refused(front: Front) -> None:
    for key in ("", "k" * 201, "with space", "ключ".encode()):
        response = front.post("clerk", "/tickets", front.complaint(), **{"idempotency-key": key})
        refused(response, 422, "invalid_request")


def test_without_a_key_two_requests_are_two_cases(front: Front) -> None:
    assert front.files()["reference"] != front.files()["reference"]


WRONG: list[tuple[dict[str, object], str]] = [
    ({"service": "magic"}, "unknown_service"),
    ({"category": "water_none"}, "unknown_category"),
    ({"category": "magic"}, "unknown_category"),
    ({"village": "nowhere"}, "unknown_village"),
    ({"text": ""}, "text_missing"),
    ({"text": " \n\x00 "}, "text_missing"),
    ({"text": "а" * 20_001}, "text_too_long"),
    ({"source": "telegram"}, "invalid_request"),
    ({"source": None}, "invalid_request"),
    ({"language": "de"}, "invalid_request"),
    ({"contact": "0" * 201}, "invalid_request"),
    ({"villlage": "misspelt"}, "invalid_request"),
]


def test_what_cannot_be_filed_is_refused_by_name(front: Front) -> None:
    for wrong, code in WRONG:
        refused(front.post("clerk", "/tickets", front.complaint(**wrong)), 422, code)
    assert front.listed("clerk") == []


def test_a_case_can_only_happen_in_a_village_or_town(front: Front) -> None:
    for place in ("41702000000000", "41702205000000", "41702205805000"):
        refused(front.post("clerk", "/tickets", front.complaint(village=place)), 422, "unknown_village")


def test_what_was_typed_is_stored_clean(front: Front) -> None:
    ticket = front.files(text="  жол\x00 бузулган\u202e\r\n ", contact=" 0555\x00 112233 ")
    assert (ticket["text"], ticket["contact"]) == ("жол бузулган", "0555 112233")


def test_the_language_is_the_one_given_or_the_one_written(front: Front) -> None:
    assert front.files(language="ru")["language"] == "ru"
    assert front.files(text="У нас на улице нет света уже неделю")["language"] == "ru"
    assert front.files(text=STORY)["language"] == "ky"
    assert front.files(text="12345")["language"] == "ky"


def test_a_program_files_and_sees_no_more_than_it_filed(front: Front) -> None:
    ticket = front.files("client", source="api", contact="0555 112233")
    assert (ticket["inbox"], ticket["source"], ticket["contact"]) == (OUR_INBOX, "api", None)
    refused(front.get("client", f"/tickets/{ticket['reference']}"), 403, "not_allowed")
    refused(front.get("client", "/tickets"), 403, "not_allowed")
    front.moves("clerk", ticket, "note", text="Between us")
    assert front.reads("clerk", ticket)["contact"] == "0555 112233"


def test_what_comes_back_to_a_program_holds_no_words_of_the_office(front: Front) -> None:
    first = good(front.post("client", "/tickets", front.complaint(source="api"), **KEY), 201)
    front.moves("clerk", front.moves("clerk", first, "take"), "note", text="Between us")
    again = front.post("client", "/tickets", front.complaint(source="api"), **KEY)
    assert good(again, 201)["version"] == 3
    assert "Between us" not in again.text
    assert again.json()["assignee"] is None


def test_a_case_of_another_place_goes_to_its_own_inbox(front: Front) -> None:
    ticket = front.files(village=front.their_village, contact="0555 112233")
    assert ticket["inbox"] == THEIR_INBOX
    refused(front.get("clerk", f"/tickets/{ticket['reference']}"), 404, "ticket_not_found")
    assert front.reads("neighbour", ticket)["contact"] == "0555 112233"
