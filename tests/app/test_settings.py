"""The environment becomes settings, or a sentence that says what is wrong with it."""

import os
import re
from pathlib import Path

import pytest

from app.settings import PREFIX, Mode, Settings, WrongSetting, read

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
VARIABLES = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
SECRETS = ("s3_key", "s3_secret", "telegram_token", "webhook_secret", "secret_key", "metrics_token")
TOKEN = "123456789:AAhush-hush"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set, and no .env lies about."""
    for variable in list(os.environ):
        if variable.startswith(PREFIX):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)


def sentences(**environment: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment.items():
            patch.setenv(f"{PREFIX}{variable.upper()}", value)
        with pytest.raises(WrongSetting) as wrong:
            read()
    return str(wrong.value).splitlines()


def test_the_example_names_every_setting_in_the_order_of_the_code() -> None:
    assert re.findall(r"^(DOBUSH_\w+)=", EXAMPLE, re.MULTILINE) == VARIABLES


def test_the_example_says_what_holds_without_it(tmp_path: Path) -> None:
    without = read()
    (tmp_path / ".env").write_text(EXAMPLE, encoding="utf-8")
    assert read() == without


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_example_explains_every_setting(variable: str) -> None:
    above = EXAMPLE[: EXAMPLE.index(f"\n{variable}=")].splitlines()
    sibling = above[-1].startswith(PREFIX)  # DOBUSH_PORT shares the words of DOBUSH_HOST
    assert above[-2 if sibling else -1].startswith("# ")


@pytest.mark.parametrize("name", SECRETS)
def test_the_example_shows_how_a_secret_comes_from_a_file(name: str) -> None:
    assert f"# {PREFIX}{name.upper()}_FILE=/run/secrets/{name}\n" in EXAMPLE


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_setting_may_come_from_a_file(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    if place == "environment":
        monkeypatch.setenv("DOBUSH_TELEGRAM_TOKEN_FILE", str(secret))
    else:
        (tmp_path / ".env").write_text(f"DOBUSH_TELEGRAM_TOKEN_FILE={secret}\n")
    monkeypatch.setenv("DOBUSH_TELEGRAM_TOKEN", "1:another")
    assert read().telegram_token.get_secret_value() == TOKEN


def test_the_environment_wins_over_the_file_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DOBUSH_PORT=1\nDOBUSH_HOST=0.0.0.0\n")
    monkeypatch.setenv("DOBUSH_PORT", "2")
    assert (read().port, read().host) == (2, "0.0.0.0")


def test_what_a_command_decides_wins_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOBUSH_TELEGRAM_MODE", "webhook")
    assert read(telegram_mode=Mode.POLLING).telegram_mode is Mode.POLLING


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("database_url", "nowhere", "not a database URL"),
        ("database_url", "mysql://localhost/dobush", "SQLite or PostgreSQL"),
        ("telegram_token", "hush-hush", "@BotFather"),
        ("telegram_api", "api.telegram.org", "http:// or https://"),
        ("telegram_mode", "carrier-pigeon", "'polling' or 'webhook'"),
        ("public_url", "dobush.example", "http:// or https://"),
        ("port", "eighty", "integer"),
        ("port", "70000", "65535"),
        ("timezone", "Mars/Base", "no time zone 'Mars/Base'"),
        ("timezone", "Asia", "no time zone 'Asia'"),
        ("timezone", "", "no time zone ''"),
    ],
)
def test_a_wrong_value_is_named_in_a_sentence(name: str, value: str, said: str) -> None:
    (sentence,) = sentences(**{name: value})
    assert sentence.startswith(f"{PREFIX}{name.upper()}: ")
    assert said in sentence


def test_all_wrong_values_are_named_at_once() -> None:
    told = sentences(port="eighty", timezone="Mars/Base", public_url="here")
    assert [line.partition(":")[0] for line in told] == [
        "DOBUSH_PUBLIC_URL",
        "DOBUSH_PORT",
        "DOBUSH_TIMEZONE",
    ]


def test_a_webhook_needs_its_secret() -> None:
    assert sentences(telegram_mode="webhook") == [
        "DOBUSH_WEBHOOK_SECRET is needed when DOBUSH_TELEGRAM_MODE is webhook"
    ]


def test_a_file_that_cannot_be_read_is_named_by_its_variable(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert sentences(secret_key_file=str(tmp_path / "gone"))[0].startswith("DOBUSH_SECRET_KEY_FILE: ")
    assert sentences(secret_key_file=str(tmp_path))[0].startswith("DOBUSH_SECRET_KEY_FILE: ")
    assert sentences(secret_key_file=str(tmp_path / "binary"))[0].startswith("DOBUSH_SECRET_KEY_FILE: ")


def test_a_wrong_value_from_a_file_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("eighty")
    assert sentences(port_file=str(tmp_path / "port"))[0].startswith("DOBUSH_PORT: ")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_never_printed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", TOKEN)
    settings = read()
    assert getattr(settings, name).get_secret_value() == TOKEN
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_sentence_does_not_repeat_a_secret() -> None:
    told = sentences(
        telegram_token="hush-hush",
        database_url="mysql://dobush:hush@localhost/dobush",
        port="eighty",
    )
    assert "hush" not in " ".join(told)


def test_without_an_address_the_data_are_in_the_data_folder() -> None:
    assert read(data_dir=Path("there")).database == "sqlite:///there/dobush.db"
    assert read(database_url="sqlite:////elsewhere.db").database == "sqlite:////elsewhere.db"


def test_an_address_has_no_slash_at_its_end() -> None:
    assert read(public_url="https://dobush.example/").public_url == "https://dobush.example"
    assert read(public_url="https://dobush.example").secure
    assert not read().secure


@pytest.mark.parametrize("listed", ["*", "proxy.example", "10.0.0.1/8", "0.0.0.0/0", "::/0", "127.0.0.1,*"])
def test_nobody_can_ask_to_believe_everybody(listed: str) -> None:
    assert [one.partition(":")[0] for one in sentences(trusted_proxies=listed)] == ["DOBUSH_TRUSTED_PROXIES"]


@pytest.mark.parametrize("listed", ["", "127.0.0.1", "10.0.0.0/8, 192.168.1.7", "::1", "fd00::/8"])
def test_proxies_are_named_by_address_or_network(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOBUSH_TRUSTED_PROXIES", listed)
    assert read().trusted_proxies == listed


def test_a_key_that_can_be_guessed_is_none() -> None:
    [told] = sentences(secret_key="short")
    assert "16 characters" in told
    assert "short" not in told.replace("shorter", "")


def test_what_no_log_may_hold_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOBUSH_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("DOBUSH_DATABASE_URL", "postgresql+psycopg://dobush:hush-password@db/dobush")
    assert read().secrets == (TOKEN, "AAhush-hush", "hush-password")
