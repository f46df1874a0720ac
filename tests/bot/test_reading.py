"""From Telegram's update to what was said: nothing of ours depends on what Telegram adds, or leaves out."""

import json
from typing import Any

import pytest

from bot.reading import Unreadable, menu_of, read
from bot.steps import Said
from locales import LANGUAGES
from rules.geography import Point
from rules.messages import Button
from tests.bot.telegram import CHAT, CONTENTS, FILE, FILES, PERSON, message, press


def heard(**update: Any) -> Said | None:
    return read(json.dumps({"update_id": 1, **update}))


def test_a_text_is_heard_as_it_was_written() -> None:
    assert heard(message=message(text="Суу жок\nүч күн")) == Said(
        text="Суу жок\nүч күн", message_id=1, sent_at=1
    )


@pytest.mark.parametrize(
    ("written", "command", "payload"),
    [
        ("/start", "start", ""),
        ("/start v_417_3", "start", "v_417_3"),
        ("/START@dobush_bot  x ", "start", "x"),
        ("/my@dobush_bot", "my", ""),
        ("/" + "a" * 4000, "a" * 32, ""),
    ],
)
def test_a_command_and_what_came_with_it(written: str, command: str, payload: str) -> None:
    said = heard(message=message(text=written))
    assert said is not None
    assert (said.command, said.payload, said.text) == (command, payload, "")


def test_a_slash_alone_is_a_text() -> None:
    said = heard(message=message(text="/ Суу жок"))
    assert said is not None
    assert (said.command, said.text) == ("", "/ Суу жок")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_menu_are_commands_in_every_language(language: str) -> None:
    for label, command in menu_of(language).items():
        said = heard(message=message(text=label))
        assert said is not None
        assert (said.command, said.text) == (command, "")


@pytest.mark.parametrize("kind", sorted(CONTENTS.keys() - {*FILES, "contact"}))
def test_what_cannot_be_read_is_named(kind: str) -> None:
    said = heard(message=message(**CONTENTS[kind]))
    assert said is not None
    assert said.text == ""
    assert bool(said.unread) != (said.point == Point(41.4, 75.9))
    assert said.attached == ()


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_attached_and_nothing_of_it_is_unread(kind: str) -> None:
    said = heard(message=message(**CONTENTS[kind], media_group_id="7"))
    assert said is not None
    assert [(one.kind, one.file_id, one.unique_id, one.album) for one in said.attached] == [
        (kind, "x", "y", "7")
    ]
    assert (said.text, said.unread, said.says_something) == ("", "", True)


def test_of_a_photo_the_largest_size_is_taken() -> None:
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": width, "height": width, "file_size": width}
        for name, width in (("small", 90), ("large", 1280), ("middle", 320))
    ]
    said = heard(message=message(photo=sizes))
    assert said is not None
    assert [(one.file_id, one.bytes) for one in said.attached] == [("large", 1280)]


def test_what_is_claimed_of_a_document_is_written_down() -> None:
    paper = {**FILE, "file_name": "Акт\u202e.pdf", "mime_type": "Application/PDF", "file_size": 1234}
    said = heard(message=message(document=paper))
    assert said is not None
    assert [(one.name, one.mime, one.bytes) for one in said.attached] == [
        ("Акт.pdf", "application/pdf", 1234)
    ]


def test_the_words_under_a_picture_are_words_and_never_a_command() -> None:
    for caption in ("Мына түтүк", "/cancel", "📝 Report"):
        said = heard(message=message(**CONTENTS["photo"], caption=caption))
        assert said is not None
        assert (said.text, said.command, len(said.attached)) == (caption, "", 1)


@pytest.mark.parametrize(("user_id", "whose"), [(PERSON["id"], "own"), (7, "other"), (None, "other")])
def test_of_a_contact_whose_it_is_and_of_ones_own_the_number(user_id: int | None, whose: str) -> None:
    card = {"phone_number": "+996700123456", "first_name": "Айгүл", "user_id": user_id}
    said = heard(message=message(contact={name: value for name, value in card.items() if value}))
    number = card["phone_number"] if whose == "own" else ""
    assert said == Said(message_id=1, sent_at=1, contact=whose, phone=number)
    assert card["phone_number"] not in repr(said)


def test_what_was_forwarded_is_marked() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Кошуна"}
    said = heard(message=message(text="Суу жок", forward_origin=origin))
    assert said is not None
    assert said.forwarded


def test_an_edit_is_never_a_command() -> None:
    said = heard(edited_message=message(text="/cancel", edit_date=2))
    assert said is not None
    assert (said.edited, said.command, said.text) == (True, "", "")


def test_what_breaks_databases_and_hides_words_is_gone_at_the_door() -> None:
    said = heard(message=message(text="Суу\x00 жок\ud800 \u202eабв\u2066"))
    assert said is not None
    assert said.text == "Суу жок абв"
    nothing = heard(message=message(text="\x00\ud800"))
    assert nothing is not None
    assert nothing.text == ""


def test_a_payload_holds_nothing_that_cannot_be_stored() -> None:
    said = heard(message=message(text="/start i_\ud800\x00abc"))
    assert said is not None
    assert (said.command, said.payload) == ("start", "i_abc")


@pytest.mark.parametrize(
    ("data", "button"),
    [
        ("t:1042:rate:5", Button("t", 1042, "rate", "5")),
        ("c:12:send", Button("c", 12, "send")),
    ],
)
def test_a_button_says_what_we_wrote_on_it(data: str, button: Button) -> None:
    said = heard(callback_query=press(data))
    assert said is not None
    assert (said.button, said.press_id, said.message_id) == (button, "9", 5)


@pytest.mark.parametrize(
    "data",
    ["", "x", "t", "t:", "t:1042", "t:-1:show", "t:1.5:show", "t:٣:show", "t:²:show", "t:1:", ":1:a",
     "t:1042:rate:\x00", "c:1:v:\ud800", "t:1:show:ы", "t:1:show:\n", "t:9999999999999999999999:show"],
)  # fmt: skip
def test_what_we_never_wrote_is_an_unknown_button_and_still_acknowledged(data: str) -> None:
    said = heard(callback_query=press(data))
    assert said is not None
    assert said.button == Button("x", 0, "unknown")
    assert said.press_id == "9"


def test_a_game_button_has_no_data() -> None:
    body = press("x")
    del body["data"]
    said = heard(callback_query={**body, "game_short_name": "chess"})
    assert said is not None
    assert said.button == Button("x", 0, "unknown")


def test_a_button_of_a_message_too_old_to_be_shown() -> None:
    old = {"message_id": 5, "date": 0, "chat": CHAT}
    said = heard(callback_query={**press("t:1:show"), "message": old})
    assert said is not None
    assert said.message_id == 5


def test_an_inline_message_is_not_ours() -> None:
    body = press("t:1:show")
    del body["message"]
    assert heard(callback_query={**body, "inline_message_id": "abc"}) is None


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("member", "kicked", Said(left=True)),
        ("kicked", "member", Said(came_back=True)),
        ("member", "member", None),
    ],
)
def test_blocking_and_coming_back(was: str, is_now: str, said: Said | None) -> None:
    bot = {"id": 7, "is_bot": True, "first_name": "Добуш"}
    old, new = ({"user": bot, "status": status, "until_date": 0} for status in (was, is_now))
    body = {"chat": CHAT, "from": PERSON, "date": 1, "old_chat_member": old, "new_chat_member": new}
    assert heard(my_chat_member=body) == said


@pytest.mark.parametrize(
    "body",
    [
        message(text="x", chat={"id": -5, "type": "group", "title": "Айыл"}),
        message(text="x", chat={"id": -1005, "type": "supergroup", "title": "Айыл"}),
        message(text="x", chat={"id": -1006, "type": "channel", "title": "Айыл"}),
        {key: value for key, value in message(text="x").items() if key != "from"},
        message(text="x", **{"from": {**PERSON, "is_bot": True}}),
    ],
)
def test_groups_channels_and_bots_are_not_listened_to(body: dict[str, Any]) -> None:
    assert heard(message=body) is None


def test_what_the_bot_api_will_have_one_day_does_not_hide_the_words() -> None:
    said = heard(message=message(text="Суу жок", hologram={"depth": 3}, from_the_future=[1, 2]))
    assert said is not None
    assert said.text == "Суу жок"
    assert heard(telepathy={"thought": "Суу жок"}) is None


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "1", "{", '"x"', "[" * 100_000, '{"update_id": "x"}', '{"message": {}}']
)
def test_what_is_no_update_is_unreadable(body: str) -> None:
    with pytest.raises(Unreadable):
        read(body)


def test_a_venue_and_a_shared_location_are_points_and_a_moved_one_is_not() -> None:
    for kind in ("location", "venue"):
        here = heard(message=message(**CONTENTS[kind]))
        assert here is not None
        assert (here.point, here.text, here.unread) == (Point(41.4, 75.9), "", "")
    moved = heard(edited_message=message(edit_date=2, **CONTENTS["location"]))
    assert moved is not None
    assert moved.point is None
