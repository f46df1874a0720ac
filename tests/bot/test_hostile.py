"""Whatever Telegram, or somebody who pretends, may send: every update ends as done or dead, and nothing leaks."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.scripts import place
from db.queries import people
from rules import limits
from rules.messages import Choice
from simulator.markup import parse_html
from tests.bot.conftest import Office, history_of, states_of, stories, ticket_of
from tests.bot.telegram import CHAT, CONTENTS, FILES, OTHER_UPDATES, PERSON, message, press
from tests.village import AK_BULAN, Phone, Village

WORDS = {
    "as long as can be": "Суу жок. " * 455 + "а",
    "one word as long as can be": "с" * 4096,
    "zero width": "\u200b\u200d\u2060\ufeff",
    "zero width inside": "Су\u200bу\u200d жок",
    "right to left": "\u202eкөж уус\u202c \u2066x\u2069",
    "NUL": "Суу\x00 жок",
    "only NUL": "\x00\x00",
    "lone surrogates": "Суу \ud83d жок \udca7",
    "emoji": "👨‍👩‍👧‍👦🇰🇬💧" * 200,
    "HTML": "<b>Суу</b> <script>alert(1)</script> &lt; & \"'",
    "half a tag": "</blockquote></b><a href='x",
    "format fields": "{ref} {0} %s %(x)s {",
    "only spaces": " \n\t ",
    "combining": "с" + "\u0301" * 4000,
    "numbers": "1001-9",
    "a command like no other": "/💧",
    "code points of nobody": "\U000e0001\U0010ffff\ufffe",
}

NASTIEST = ("as long as can be", "zero width", "NUL", "only NUL", "lone surrogates", "HTML", "numbers")


def test_any_words_are_a_story_that_can_be_sent_or_are_asked_about(village: Village) -> None:
    for name, words in WORDS.items():
        guest = village.phone(name).settles().says(words)
        guest.presses("Питьевая") if "Питьевая" in " ".join(guest.buttons) else None
        if "✅ Отправить" in guest.buttons:
            guest.presses("Отправить")
            assert "Принято" in guest.last.text, name
        must_be_sound(village, guest)
    for stored in stories(village.database):
        assert stored
        assert not set(stored) & (set("\x00\u202e\u2066") | {chr(code) for code in range(0xD800, 0xE000)})


def test_any_words_may_be_said_at_every_other_step(village: Village, office: Office) -> None:
    for name in NASTIEST:
        words = WORDS[name]
        guest = village.phone(name)
        guest.starts().presses("Русский").says("Суу жок").says(words)  # which village?
        guest.says("/cancel").says("/rate").says(words)
        guest.says("/cancel").starts(f"r_water_{place.payload(AK_BULAN)}").says(words)
        guest.says("/cancel").starts(place.payload(AK_BULAN)).says("Нет воды").presses("Отправить")
        guest.presses("Дополнить").says(words)
        guest.says("/cancel")
        office.asks("Какой дом?", 1001 + NASTIEST.index(name))
        guest.says(words)
        must_be_sound(village, guest)


def test_an_edit_may_say_anything(village: Village) -> None:
    for name, words in WORDS.items():
        guest = village.phone(name).settles().says("Нет воды")
        story = guest.spoke
        guest.edits(story, words).edits(story, "Нет воды совсем").presses("Отправить").edits(story, words)
        must_be_sound(village, guest)
    assert set(stories(village.database)) == {"Нет воды совсем"}


def test_a_name_with_tags_in_it_goes_nowhere(village: Village) -> None:
    guest = village.phone("<b>Robert'); DROP TABLE tickets;--</b>")
    guest.settles().says("Нет воды").presses("Отправить").says("/my").says("/help")
    assert not any("Robert" in shown.text for shown in guest.chat.values())
    must_be_sound(village, guest)


def test_what_cannot_be_read_is_answered_and_is_never_a_ticket(village: Village, aigul: Phone) -> None:
    aigul.settles()
    for name in sorted(CONTENTS.keys() - {*FILES, "contact"}):
        before = aigul.last_id
        village.passes(seconds=limits.CHAT.each)
        aigul.says("", **CONTENTS[name])
        assert aigul.last_id > before
        wanted = "далеко от наших" if name in ("location", "venue") else "прочитать не получается"
        assert wanted in aigul.last.text, name
    village.passes(minutes=1)
    aigul.says("/cancel").settles().says("Нет воды").says("", **CONTENTS["sticker"]).presses("Отправить")
    assert stories(village.database) == ["Нет воды"]
    must_be_sound(village, aigul)


def test_other_updates_are_let_be(village: Village, aigul: Phone) -> None:
    aigul.settles()
    before = dict(aigul.chat)
    for update in OTHER_UPDATES.values():
        village.receives(**update)
    assert aigul.chat == before
    must_be_sound(village, aigul)


def test_an_update_without_what_it_must_have_is_dead_or_done(village: Village) -> None:
    for missing in ("from", "date", "message_id", "chat"):
        for update in ({"message": message(text="x")}, {"callback_query": press("c:1:send")}):
            body = json.loads(json.dumps(update))
            next(iter(body.values())).pop(missing, None)
            village.receives(**body)
    assert "waiting" not in states_of(village.database)


def test_who_wrote_what_we_cannot_read_is_told_so(village: Village, aigul: Phone) -> None:
    """Telegram may one day send a shape that our library does not know; silence would look like acceptance."""
    aigul.settles().says("Суу жок", forward_origin={"type": "telepathy", "date": 1})
    assert "прочитать не получается" in aigul.last.text or "Суу жок" in aigul.last.text
    aigul.says("Нет воды").presses("Отправить")
    assert len(stories(village.database)) == 1


FORGED = [
    "t:0:add", "t:0:show", "t:0:withdraw", "t:0:withdraw_yes", "t:0:rate:5", "t:0:yes", "t:0:no", "t:0:nothing",
    "t:999999999:show", "t:999999999999999999:show", "t:999999999999999999:add", "t:999999999999999999:withdraw",
    "t:1001:rate:²", "t:1001:rate:0", "t:1001:rate:-1", f"t:1001:rate:{'9' * 40}", "t:1001:rate", "t:1001:rate:x",
    "c:0:send", "c:1:v", "c:999:send", "u:0:add:1001", "u:1:new", "f:1:cancel", "f:0:add", "r:0:score:5", "r:1:score:6",
    "s:0:lang:xx", "s:0:lang", "s:0:lang:en", "x:0:unknown", "t:1001:show:\x00", ":::::", "c:1:v:" + "4" * 50,
    "t:01001:show",
]  # fmt: skip


def test_a_forged_button_does_nothing_and_is_acknowledged(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Отправить")
    before = ticket_of(village).version
    for data in FORGED:
        aigul.taps(aigul.last_id, data)
        assert f"press{aigul.presses_made}" in aigul.acknowledged, data
        must_be_sound(village, aigul)
    assert ticket_of(village).version == before


def test_a_forged_value_in_the_button_of_an_open_question(village: Village, aigul: Phone) -> None:
    aigul.settles()
    for room, question in (("c", "Нет воды"), ("r", "/rate")):
        for value in ("417", "41702205805010x", "0", "x" * 40, "top", "water", "none", ""):
            for action in ("v", "village", "s", "here", "score"):
                village.passes(seconds=limits.CHAT.each)
                aigul.says(question)
                version = next(
                    one.says.split(":")[1] for one in choices(aigul) if one.says.startswith(f"{room}:")
                )
                aigul.taps(aigul.last_id, f"{room}:{version}:{action}:{value}")
            must_be_sound(village, aigul)
        aigul.says("/cancel")


@pytest.mark.parametrize("state", ["filed", "waiting", "resolved"])
def test_the_buttons_of_somebody_elses_case_show_and_change_nothing(
    state: str, village: Village, aigul: Phone, office: Office
) -> None:
    aigul.settles().says("Сосед Бакыт ворует воду").presses("Отправить")
    office.asks("Какой дом?") if state == "waiting" else None
    office.resolves("Трубу заменили") if state == "resolved" else None
    before = (ticket_of(village).version, ticket_of(village).status)
    thief = village.phone("Вор").settles()
    for action in (
        "show",
        "add",
        "answer",
        "withdraw",
        "withdraw_yes",
        "yes",
        "no",
        "unsure",
        "reopen",
        "rate:1",
    ):
        thief.taps(1, f"t:1001:{action}").says("Я добавлю").says("/cancel")
        assert f"press{thief.presses_made}" in thief.acknowledged
    assert (ticket_of(village).version, ticket_of(village).status) == before
    said = " ".join(shown.text for shown in thief.chat.values())
    assert "Бакыт" not in said
    assert "Трубу заменили" not in said
    assert "Какой дом" not in said
    assert ("add", "Я добавлю") not in history_of(village)
    must_be_sound(village, thief)


def test_replying_to_a_message_of_another_chat_adds_nothing(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды").presses("Отправить")
    thief = village.phone("Вор")
    stolen = {"message_id": aigul.last_id, "date": 1, "chat": thief.where, "text": "…"}
    thief.settles().says("Я добавлю", reply_to_message=stolen)
    assert history_of(village) == [("file", "Нет воды")]


def test_another_persons_draft_cannot_be_sent(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    says = next(choice.says for choice in choices(aigul) if choice.says.endswith(":send"))
    thief = village.phone("Вор")
    thief.settles().taps(1, says)
    assert stories(village.database) == []


def test_a_forged_start_link_opens_nothing(village: Village, aigul: Phone) -> None:
    aigul.settles()
    forged = (
        "i_",
        "i_x",
        "i_" + "A" * 62,
        "v_",
        "v_x_1",
        "v_41702205805010_0",
        "r_",
        "r_x",
        "r_dogs_",
        "t_1001",
        "😀",
        "\x00",
    )
    for payload in forged:
        aigul.starts(payload)
    with village.database.reading() as session:
        assert people.user_of_chat(session, aigul.chat_id) is None
    must_be_sound(village, aigul)


def test_the_inbox_is_shown_to_nobody_but_colleagues(aigul: Phone) -> None:
    aigul.settles().says("/inbox")
    assert "sign-in" not in aigul.last.text
    assert "Такой команды нет" in aigul.last.text


def test_a_storm_of_taps_files_once(village: Village, aigul: Phone) -> None:
    aigul.settles().says("Нет воды")
    card, says = aigul._button("Отправить", None)
    for number in range(20):
        shown = {"message_id": card, "date": 1, "chat": aigul.where, "text": "…"}
        body = {
            "id": f"storm{number}",
            "from": aigul.person,
            "chat_instance": "1",
            "data": says,
            "message": shown,
        }
        village.stores(callback_query=body)
    village.works()
    assert stories(village.database) == ["Нет воды"]
    assert {f"storm{number}" for number in range(20)} <= set(aigul.acknowledged)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(sorted(WORDS.values())),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.sampled_from(
    [
        {"message": message(text="Суу жок")},
        {"message": message(text="/start", reply_to_message=message(text="…"))},
        {"edited_message": message(text="Суу жок", edit_date=2)},
        {"callback_query": press("t:1001:add")},
        {"callback_query": press("c:1:send")},
        {
            "my_chat_member": {
                "chat": CHAT,
                "from": PERSON,
                "date": 1,
                "old_chat_member": {"user": PERSON, "status": "member"},
                "new_chat_member": {"user": PERSON, "status": "kicked", "until_date": 0},
            }
        },
        *({"message": message(**content)} for content in CONTENTS.values()),
        *OTHER_UPDATES.values(),
    ]
)


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """A true update with some of its parts taken away or exchanged."""
    body: dict[str, Any] = json.loads(json.dumps(draw(BODIES)))
    for _ in range(draw(st.integers(0, 3))):
        parts = list(_parts(body))
        if not parts:
            break
        holder, key = draw(st.sampled_from(parts))
        if draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(ANYTHING)
    return body


def _parts(thing: Any) -> Any:
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield thing, key
            yield from _parts(value)
    elif isinstance(thing, list):
        for number, value in enumerate(thing):
            yield thing, number
            yield from _parts(value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(updates(), min_size=1, max_size=8))
def test_no_update_ever_breaks_the_loop_or_waits_for_ever(
    bodies: list[dict[str, Any]], village: Village
) -> None:
    for body in bodies:
        body.pop("update_id", None)
        village.stores(**body)
    for _ in range(5):
        village.works()
        village.passes(seconds=20)
    assert set(states_of(village.database)) <= {"done", "dead"}
    assert stories(village.database) == []


def must_be_sound(village: Village, phone: Phone) -> None:
    """Nothing died or waits, and everything that was said is a message Telegram would take."""
    assert set(states_of(village.database)) <= {"done"}
    for shown in phone.chat.values():
        visible, _ = parse_html(shown.text)
        assert visible.strip()
        assert len(visible.encode("utf-16-le")) // 2 <= 4096
        for row in shown.choices:
            for one in row:
                assert one.label
                assert 0 < len(one.says.encode()) <= 64


def choices(phone: Phone) -> list[Choice]:
    return [choice for row in phone.last.choices for choice in row]
