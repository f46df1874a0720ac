"""A stage that was put away and set up again is the same stage."""

from pathlib import Path

import httpx

from simulator import TOKEN, World, keeping, started
from simulator.client import Person, Stage
from tests.simulator.conftest import PICTURE


def test_people_groups_and_pictures_outlive_the_process(tmp_path: Path) -> None:
    path, world = tmp_path / "stage.json", World(TOKEN)
    assert keeping.load(path) is None
    with started(world) as url, Stage(url) as stage, httpx.Client(trust_env=False) as http:
        aigul = stage.person("Айгүл", phone="+996700123456").starts().sends_photo(PICTURE, "Кудук")
        forum = stage.group("Айыл өкмөтү", aigul, forum=True, led_by_bot=True)
        topic = http.post(f"{url}/bot{TOKEN}/createForumTopic", json={"chat_id": forum, "name": "Суу"}).json()
        before = stage.inject({"message": {}})
    keeping.save(world, path)
    keeping.save(world, path)

    again = keeping.load(path)
    assert again is not None
    with started(again) as url, Stage(url) as stage, httpx.Client(trust_env=False) as http:
        aigul = Person(stage, aigul.id, "Айгүл")
        photo = aigul.chat()[-1].raw["photo"][-1]["file_id"]
        assert aigul.chat()[-1].text == "Кудук"
        assert http.get(f"{url}/sim/files/{photo}").content == PICTURE
        there = {"chat_id": forum, "message_thread_id": topic["result"]["message_thread_id"], "text": "Бүттү"}
        assert http.post(f"{url}/bot{TOKEN}/sendMessage", json=there).json()["ok"]
        assert stage.inject({"message": {}}) > before
        stage.must_be_flawless()
