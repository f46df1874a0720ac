"""The command line as people type it: real processes, read by their exit code, stdout and stderr."""

import json
import re
import signal
import sqlite3
import subprocess
import time

import httpx
import pytest

from db import migrations
from simulator.world import TOKEN
from tests.app.shell import ROOT, WRONG_USE, Done, Shell
from tests.conftest import NewUrl
from tests.processes import free_port

TELLS_WHAT_IT_LOADED = """
import atexit, sys
atexit.register(lambda: print("aiogram" if "aiogram" in sys.modules else "no aiogram", file=sys.stderr))
from app.__main__ import main
main()
"""


def test_help_names_every_command_and_hides_what_is_for_writers(shell: Shell) -> None:
    done = shell.runs("--help")
    assert done.code == 0
    for command in (
        "serve",
        "bot",
        "web",
        "worker",
        "simulator",
        "demo",
        "migrate",
        "import",
        "doctor",
        "backup",
        "restore",
        "inspect",
        "retry",
        "user",
        "link",
        "poster",
        "recording",
        "arrivals",
    ):
        assert re.search(rf"^\W+{command} ", done.out, re.MULTILINE), command
    assert "lifecycle" not in done.out


def test_docs_lifecycle_is_what_the_command_draws(shell: Shell) -> None:
    done = shell.runs("lifecycle")
    assert done.code == 0
    assert (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8") == done.out


def test_migrate_and_import_fill_a_new_database_and_find_nothing_to_do_again(
    shell: Shell, new_url: NewUrl
) -> None:
    shell.set(database_url=new_url("bare"))
    migrated = shell.runs("migrate")
    assert (migrated.code, migrated.out) == (0, f"The database is at {migrations.head()}.\n")
    assert shell.runs("migrate") == migrated
    first, again = shell.runs("import"), shell.runs("import", "--json")
    assert (first.code, again.code) == (0, 0)
    assert "services: added 8, changed 0, closed 0, unchanged 0" in first.out.splitlines()
    told = json.loads(again.out)
    assert told["diff"] == []
    assert {count["added"] + count["changed"] + count["closed"] for count in told["tables"].values()} == {0}


def test_a_dry_run_tells_and_changes_nothing(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url())
    dry = json.loads(shell.runs("import", "--dry-run", "--json").out)
    wet = json.loads(shell.runs("import", "--json").out)
    assert dry["diff"] == wet["diff"] != []
    assert (dry["version"], wet["version"]) == (0, 1)


def test_a_bad_file_is_refused_with_a_sentence_for_each_line(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    bad = shell.folder / "holiday_changes.csv"
    bad.write_text(
        "on,kind,name_ky,name_ru,name_en,source\n2026-13-01,holiday,a,b,c,d\n2026-01-02,feast,a,b,c,d\n"
    )
    done = shell.runs("import", str(bad))
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        'holiday_changes.csv, line 2: "2026-13-01" in the column "on" is not a day of the calendar',
        'holiday_changes.csv, line 3: "feast" in the column "kind" is not one of: holiday, workday',
    ]


def test_user_add_prints_a_link_and_nothing_else(shell: Shell, sqlite_url: NewUrl) -> None:
    long_address = "https://" + "dobush." * 12 + "example"
    shell.set(database_url=sqlite_url("catalogue"), public_url=long_address)
    done = shell.runs("user", "add", "Нурлан", "--role", "clerk", "--inbox", "kyzyl-suu-2850")
    assert done.code == 0
    assert re.fullmatch(rf"link: {re.escape(long_address)}/sign-in/[\w-]{{32}}\n", done.out)
    assert re.fullmatch(r"To get notices .* /start i_[\w-]{32}\n", done.err)


def test_user_add_prints_a_key_when_asked(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    done = shell.runs("user", "add", "Ирина", "--role", "admin", "--api-key")
    assert re.fullmatch(r"link: http://\S+\nkey: [\w-]{32}\n", done.out)


def test_user_add_prints_json_when_asked(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    done = shell.runs("user", "add", "Ирина", "--role", "admin", "--api-key", "--json")
    assert json.loads(done.out).keys() == {"link", "key", "invitation"}
    assert done.err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "clerk", "--inbox", "nowhere"), "unknown_inbox: inbox=nowhere\n"),
        (("--role", "council", "--municipality", "0"), "unknown_municipality: municipality=0\n"),
        (("--role", "citizen"), "unknown_role: role=citizen\n"),
    ],
)
def test_user_add_refuses_by_name_and_adds_nobody(
    arguments: tuple[str, ...], said: str, shell: Shell, sqlite_url: NewUrl
) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    assert shell.runs("user", "add", "Нурлан", *arguments) == Done(WRONG_USE, "", said)
    assert shell.finds()["people"].startswith("nobody can sign in")


@pytest.mark.parametrize("command", ["serve", "bot", "worker"])
def test_what_speaks_to_telegram_stops_without_a_token(
    command: str, shell: Shell, sqlite_url: NewUrl
) -> None:
    done = shell.set(database_url=sqlite_url()).runs(command)
    said = "DOBUSH_TELEGRAM_TOKEN: the bot needs a token; @BotFather gives one\n"
    assert done == Done(WRONG_USE, "", said)


@pytest.mark.parametrize("command", [("migrate",), ("web",), ("user", "add", "N", "--role", "admin")])
def test_a_wrong_setting_stops_every_command_alike(command: tuple[str, ...], shell: Shell) -> None:
    done = shell.set(timezone="Mars/Base").runs(*command)
    assert done == Done(WRONG_USE, "", "DOBUSH_TIMEZONE: there is no time zone 'Mars/Base'\n")


def test_user_add_does_not_load_aiogram(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    done = shell.runs("user", "add", "Ирина", "--role", "admin", "--json", by=("-c", TELLS_WHAT_IT_LOADED))
    assert (done.code, done.err) == (0, "no aiogram\n")


@pytest.mark.parametrize(
    "token", [{}, {"telegram_mode": "webhook", "webhook_secret": "s", "telegram_token": TOKEN}]
)
def test_web_never_loads_aiogram_and_needs_no_token_but_for_the_webhook(
    token: dict[str, str], shell: Shell, sqlite_url: NewUrl
) -> None:
    port = free_port()
    shell.set(database_url=sqlite_url(), port=str(port), **token)
    running = shell.starts("web", by=("-c", TELLS_WHAT_IT_LOADED))
    try:
        _answers(f"http://127.0.0.1:{port}/readyz", running)
    finally:
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err.splitlines()[-1]) == (0, "no aiogram")


def test_a_webhook_without_a_token_would_not_know_whose_updates_it_stores(
    shell: Shell, sqlite_url: NewUrl
) -> None:
    done = shell.set(database_url=sqlite_url(), telegram_mode="webhook", webhook_secret="s").runs("web")
    assert (done.code, done.out) == (WRONG_USE, "")
    assert done.err.startswith("DOBUSH_TELEGRAM_TOKEN: the webhook needs the token")


def _answers(address: str, by: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and by.poll() is None:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


def test_link_prints_what_a_poster_carries(shell: Shell, sqlite_url: NewUrl) -> None:
    shell.set(database_url=sqlite_url("catalogue"))
    village = "41702205805010"
    for arguments, start in [
        ((village,), f"v_{village}_2"),
        ((village, "--source", "poster"), f"v_{village}_2_s_poster"),
        ((village, "--service", "water"), f"r_water_{village}_i"),
        (("demo-masy-lamp-4",), "p_demo-masy-lamp-4_z"),
        (("--source", "school"), "s_school"),
    ]:
        done = shell.runs("link", *arguments)
        assert (done.code, done.out) == (0, f"start: {start}\n"), done.err
    assert json.loads(shell.runs("link", village, "--json").out) == {"start": f"v_{village}_2"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere",), "unknown_place"),
        ((), "no_such_link"),
        (("demo-masy-lamp-4", "--service", "water"), "unknown_place"),
        (("41702205805010", "--service", "gas"), "unknown_service"),
        (("41702205805010", "--source", "Айгүл"), "no_such_link"),
    ],
)
def test_a_link_to_nothing_is_refused_by_name(
    shell: Shell, sqlite_url: NewUrl, arguments: tuple[str, ...], code: str
) -> None:
    done = shell.set(database_url=sqlite_url("catalogue")).runs("link", *arguments)
    assert done.code == WRONG_USE
    assert done.out == ""
    assert done.err.startswith(code)


def test_arrivals_are_counted_by_source(shell: Shell, sqlite_url: NewUrl) -> None:
    url = sqlite_url()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        for chat, source in enumerate(("poster", "poster", "school", None)):
            database.execute(
                "INSERT INTO citizens (chat_id, source, reachable, first_seen_at) VALUES (?, ?, 1, ?)",
                (chat, source, "2026-03-16 04:00:00"),
            )
    shell.set(database_url=url)
    assert shell.runs("arrivals").out == "(not said): 1\nposter: 2\nschool: 1\n"
    assert json.loads(shell.runs("arrivals", "--json").out) == {"": 1, "poster": 2, "school": 1}
