"""The page as it is handed out: whole, in three tongues, and asking nobody but the stage."""

import re
from pathlib import Path

import httpx

import simulator

PAGE = Path(simulator.__file__).with_name("page")
SCRIPTS = {path.name: path.read_text("utf-8") for path in PAGE.glob("*.js")}
HTML = (PAGE / "index.html").read_text("utf-8")
TONGUES = 3


def test_the_page_is_served_with_all_it_needs(url: str) -> None:
    page = httpx.get(f"{url}/", trust_env=False).text
    assert "Симулятор — бул Telegram эмес" in page
    needed = set(re.findall(r'(?:href|src)="([\w.]+)"', page))
    needed |= {name for script in SCRIPTS.values() for name in re.findall(r'from "./([\w.]+)"', script)}
    assert needed >= {"page.css", "chat.css", "page.js", "words.js"}
    for name in needed:
        assert httpx.get(f"{url}/{name}", trust_env=False).status_code == 200, name


def test_the_page_asks_nobody_but_the_stage() -> None:
    for name, text in {**SCRIPTS, "index.html": HTML}.items():
        foreign = [found for found in re.findall(r"https?://[\w.]+", text) if found != "http://www.w3.org"]
        assert not foreign, name
    assert "default-src 'none'" in HTML
    assert not re.search(r"<style|<script>| style=| on[a-z]+=", HTML)
    assert not any("innerHTML" in script for script in SCRIPTS.values())


def test_every_word_that_is_asked_for_is_there_in_every_tongue() -> None:
    tongues = [part.partition("\n  },")[0] for part in SCRIPTS["words.js"].split(": {\n")[1 : TONGUES + 1]]
    ky, ru, en = [dict(re.findall(r'(\w+): "([^"]*)"', tongue)) for tongue in tongues]
    assert len(ky) > 30
    assert ky.keys() == ru.keys() == en.keys()
    asked = set(re.findall(r'data-(?:word|hint|title)="(\w+)"', HTML))
    asked |= {name for script in SCRIPTS.values() for name in re.findall(r'\bword\("(\w+)"\)', script)}
    assert asked <= ky.keys(), asked - ky.keys()
    assert all(ky.values())
    assert all(ru.values())


def test_every_id_that_a_script_asks_for_is_in_the_page() -> None:
    there = set(re.findall(r'id="([\w-]+)"', HTML))
    asked = {name for script in SCRIPTS.values() for name in re.findall(r'\$\("([\w-]+)"\)', script)}
    assert asked <= there, asked - there
