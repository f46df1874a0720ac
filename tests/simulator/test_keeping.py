"""A stage that is put away and brought out again: people find their chats as they left them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from simulator import TOKEN, World, started
from simulator.client import Person, Stage
from simulator.keeping import load, save

YES = {"inline_keyboard": [[{"text": "✅ Ооба", "callback_data": "t:1001:yes"}]]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stage.json"


class Play:
    """A running stage, and the bot without a library."""

    def __init__(self, stage: Stage, bot: httpx.Client) -> None:
        self.stage, self._bot = stage, bot

    def asks(self, method: str, **said: object) -> httpx.Response:
        return self._bot.post(method, json=said)

    def sends(self, person: Person, text: str, **more: object) -> int:
        sent = self.asks("sendMessage", chat_id=person.id, text=text, **more).json()
        return int(sent["result"]["message_id"])

    def updates(self) -> list[int]:
        return [update["update_id"] for update in self.asks("getUpdates").json()["result"]]

    def person(self, name: str) -> Person:
        return next(person for person in self.stage.people() if person.name == name)


@contextmanager
def playing(world: World | None) -> Iterator[Play]:
    assert world is not None
    with (
        started(world) as url,
        Stage(url) as stage,
        httpx.Client(base_url=f"{url}/bot{TOKEN}/", trust_env=False, timeout=5) as bot,
    ):
        yield Play(stage, bot)
        stage.must_be_flawless()


def test_where_nothing_was_put_away_there_is_nothing(path: Path) -> None:
    assert load(path) is None


def test_people_and_what_they_see_come_back_as_they_were(path: Path) -> None:
    world = World()
    with playing(world) as play:
        about = {
            "last_name": "Токтосунова",
            "username": "aigul",
            "language_code": "ky",
            "phone": "+996700123456",
        }
        aigul = play.stage.person("Айгүл", **about).starts().says("Суу жок 🚰")
        play.sends(aigul, "Тилди тандаңыз", reply_markup={"keyboard": [[{"text": "Кыргызча"}]]})
        play.sends(aigul, "Оңдолдубу?", reply_markup=YES)
        aigul.presses("✅ Ооба")
        play.stage.person("Бакыт")
        before, people = aigul.view(), play.stage.ask("GET", "people")
    save(world, path)
    with playing(load(path)) as play:
        assert play.stage.ask("GET", "people") == people
        assert play.person("Айгүл").view() == before
        assert play.person("Айгүл").keyboard() == ["Кыргызча"]


def test_a_conversation_goes_on_where_it_was(path: Path) -> None:
    world = World()
    with playing(world) as play:
        aigul = play.stage.person("Айгүл").starts()
        asked = play.sends(aigul, "Оңдолдубу?", reply_markup=YES)
    save(world, path)
    with playing(load(path)) as play:
        aigul = play.person("Айгүл").presses("✅ Ооба")
        assert play.asks("answerCallbackQuery", callback_query_id=aigul.last_query).json()["ok"]
        assert play.asks("editMessageText", chat_id=aigul.id, message_id=asked, text="Рахмат").json()["ok"]
        assert play.sends(aigul, "Баалаңыз") == asked + 1
        assert [message.text for message in aigul.chat()] == ["/start", "Рахмат", "Баалаңыз"]


def test_who_blocked_the_bot_or_never_met_it_still_has_not(path: Path) -> None:
    world = World()
    with playing(world) as play:
        play.stage.person("Айгүл").starts().blocks()
        play.stage.person("Бакыт")
    save(world, path)
    with playing(load(path)) as play:
        refused = [
            play.asks("sendMessage", chat_id=play.person(name).id, text="Салам").json()["description"]
            for name in ("Айгүл", "Бакыт")
        ]
        assert refused == ["Forbidden: bot was blocked by the user", "Bad Request: chat not found"]


def test_what_was_under_way_is_not_brought_back(path: Path) -> None:
    world = World()
    with playing(world) as play:
        aigul = play.stage.person("Айгүл").starts()
        group = play.stage.group("Айыл өкмөтү", aigul)
        assert play.stage.pending() == 2
    save(world, path)
    again = load(path)
    assert again is not None
    assert (len(again.updates), list(again.chats)) == (0, [aigul.id, group])


def test_no_number_is_given_twice_even_after_a_kill(path: Path) -> None:
    """A bot keeps every update id once: one that comes again would be a message nobody reads."""
    world = World()
    with playing(world) as play:
        aigul = play.stage.person("Айгүл").starts()
        save(world, path)
        known = play.updates()
        for _ in range(20):
            aigul.says("Суу жок")
        known += play.updates()
    with playing(load(path)) as play:
        play.person("Айгүл").says("Кайра келдим")
        assert not set(play.updates()) & set(known)


def test_a_new_person_gets_a_number_of_their_own(path: Path) -> None:
    world = World()
    first = world.person("Айгүл")
    save(world, path)
    again = load(path)
    assert again is not None
    assert again.person("Бакыт").id != first.id


def test_a_stage_is_replaced_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.person("Айгүл")
    save(world, path)
    world.person("Бакыт")

    def full_disk(*_: object) -> None:
        path.with_suffix(".new").write_bytes(b'{"token": "7000')
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space"):
        save(world, path)
    monkeypatch.undo()
    again = load(path)
    assert again is not None
    assert [person.first_name for person in again.people.values()] == ["Айгүл"]
    save(world, path)
    again = load(path)
    assert again is not None
    assert [person.first_name for person in again.people.values()] == ["Айгүл", "Бакыт"]
