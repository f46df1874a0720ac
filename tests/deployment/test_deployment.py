"""What stands around the program: the compose file, the image, the units, the proxies, the guide."""

import configparser
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
BESIDE_PYTHON = Path(sys.executable).parent
SCHEMA = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
OURS = {name: one for name, one in COMPOSE["services"].items() if one.get("image", "").startswith("dobush")}
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
VARIABLES = {f"{PREFIX}{name.upper()}{end}" for name in Settings.model_fields for end in ("", "_FILE")}
KNOWN_KEYS = {
    "Unit": {"Description", "Documentation", "Wants", "After"},
    "Service": {
        "Type", "User", "WorkingDirectory", "ExecStart", "Restart", "RestartSec", "TimeoutStopSec", "Nice",
        "IOSchedulingClass", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "ProtectSystem",
        "ProtectKernelTunables", "ProtectControlGroups", "RestrictSUIDSGID", "ReadWritePaths", "UMask",
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}  # fmt: skip


def complaints(compose: object) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(compose)]


def test_the_compose_file_is_what_the_specification_says() -> None:
    assert complaints(COMPOSE) == []


def test_the_schema_sees_a_mistake() -> None:
    wrong = yaml.safe_load(COMPOSE_TEXT)
    wrong["services"]["bot"]["comand"] = ["bot"]
    assert any("comand" in said for said in complaints(wrong))


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_service_of_ours_is_locked_down_and_ends_well(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"]["options"]["max-size"]
    assert int(service["stop_grace_period"].rstrip("s")) > 20, "longer than our own goodbye"
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_a_service_runs_is_a_command_of_ours(name: str) -> None:
    assert command_exists(OURS[name]["command"][0])
    assert set(OURS[name]["environment"]) <= VARIABLES


def command_exists(command: str) -> bool:
    from app.__main__ import cli
    from app.operating import commands

    known = {
        one.name or one.callback.__name__ for one in (*cli.registered_commands, *commands.registered_commands)
    }
    return command in {name.rstrip("_") for name in known} | {group.name for group in cli.registered_groups}


def test_what_the_compose_file_asks_of_the_shell_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert {name for name in asked if name not in example} == set()


@pytest.mark.parametrize(
    "command",
    [
        [BESIDE_PYTHON / "yamllint", "--strict", "."],
        [BESIDE_PYTHON / "hadolint", "Dockerfile"],
    ],
    ids=["yamllint", "hadolint"],
)
def test_the_linters_have_nothing_to_say(command: list[Path | str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def sections(unit: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_says_only_what_systemd_knows(unit: Path) -> None:
    for name, section in sections(unit).items():
        if name != configparser.DEFAULTSECT:
            assert set(section) <= KNOWN_KEYS[name], name


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name
)
def test_a_service_runs_a_command_of_ours_as_nobody_special(unit: Path) -> None:
    service = sections(unit)["Service"]
    program, command = service["ExecStart"].split()
    assert program == "/opt/dobush/.venv/bin/dobush"
    assert command_exists(command)
    assert (service["User"], service["ReadWritePaths"]) == ("dobush", "/var/lib/dobush")
    assert service["NoNewPrivileges"] == "yes"
    if "TimeoutStopSec" in service:
        assert int(service["TimeoutStopSec"]) > 20, "longer than our own goodbye"


def test_systemd_itself_has_nothing_to_say_where_it_is_at_hand(tmp_path: Path) -> None:
    """Elsewhere the two tests above stand alone; this one then only sees that there is no systemd."""
    for unit in UNITS:
        there = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(there.replace("User=dobush", "User=root"))
    analyze = shutil.which("systemd-analyze")
    said = "" if analyze is None else verify(analyze, tmp_path)
    assert said == ""


def verify(analyze: str, folder: Path) -> str:
    units = sorted(str(path) for path in folder.iterdir())
    done = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True)
    return "\n".join(line for line in done.stderr.splitlines() if "dobush" in line)


def fenced() -> Iterator[str]:
    yield from re.findall(r"^```\w*\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def test_the_guide_types_only_commands_that_there_are() -> None:
    typed = {
        name for block in fenced() for name in re.findall(r"^(?:.*\$ )?dobush ([a-z]+)", block, re.MULTILINE)
    }
    assert len(typed) > 7
    assert {name for name in typed if not command_exists(name)} == set()


def test_the_guide_and_the_units_speak_of_files_that_there_are() -> None:
    named = set(re.findall(r"deploy/[\w./*-]+[\w*]", GUIDE))
    assert len(named) > 3
    assert {name for name in named if not list(ROOT.glob(name))} == set()


def test_proxies_keep_the_metrics_to_the_house() -> None:
    for name in ("Caddyfile", "nginx.conf"):
        text = (ROOT / "deploy" / "proxy" / name).read_text(encoding="utf-8")
        assert "127.0.0.1:8080" in text
        assert re.search(r"/metrics\b.*404", text), name
