"""The contracts of the house: who imports whom, and what is shipped."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FLOORS = PROJECT["tool"]["importlinter"]["root_packages"]
CONTRACTS = {contract["id"]: contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

LIBRARIES = {
    "rules": set(),
    "locales": {"babel"},
    "db": {"alembic", "orjson", "sqlalchemy"},
    "db.catalogue": {"alembic", "holidays", "orjson", "rapidfuzz", "shapely", "sqlalchemy", "yaml"},
    "db.files": {"PIL", "obstore", "puremagic"},
    "db.queries.directory": {"rapidfuzz", "shapely", "sqlalchemy"},
    "casework": {"orjson", "sqlalchemy"},
    "documents": {"segno", "typst"},
}
"""The deepest room named here decides; floors that are not named choose their own framework."""

PLANTED = [
    ("floors", "rules/lifecycle.py", "import db.engine"),
    ("floors", "rules/lifecycle.py", "import locales"),
    ("floors", "locales/__init__.py", "import rules"),
    ("floors", "db/engine.py", "import casework"),
    ("floors", "casework/ledger.py", "import bot"),
    ("floors", "bot/__init__.py", "import admin_api"),
    ("floors", "worker/__init__.py", "import bot"),
    ("nobody-imports-app", "casework/ledger.py", "import app"),
    ("nobody-imports-app", "simulator/__init__.py", "import app"),
    ("floors", "casework/ledger.py", "import documents"),
    ("floors", "documents/poster.py", "import admin_api"),
    ("db", "db/engine.py", "import locales"),
    ("documents", "documents/poster.py", "import db.queries.tickets"),
    ("tables", "bot/__init__.py", "import db.tables.tickets"),
    ("tables", "admin_api/pages/__init__.py", "from db.base import Base"),
    ("tables", "worker/__init__.py", "from db import tables"),
    ("frameworks", "casework/ledger.py", "import fastapi"),
    ("frameworks", "db/engine.py", "import apscheduler.schedulers.background"),
    ("aiogram", "worker/__init__.py", "import aiogram"),
    ("aiogram", "app/__init__.py", "from aiogram import Bot"),
    ("receiving", "admin_api/__init__.py", "import aiogram"),
    ("receiving", "bot/receiving.py", "import aiogram"),
    ("simulator", "simulator/__init__.py", "import rules.lifecycle"),
    ("simulator", "simulator/__init__.py", "import telegram"),
    ("simulator-is-optional", "bot/__init__.py", "import simulator"),
]


def modules(floor: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / floor).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module if node.level == 0 and node.module else ".")
    return found


def allowed(name: str) -> set[str]:
    rooms = [room for room in LIBRARIES if f"{name}.".startswith(f"{room}.")]
    return LIBRARIES[max(rooms, key=len)]


def check_imports(folder: Path) -> str:
    """What import-linter says of a house that stands in this folder."""
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=only_python)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def only_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()}


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    said = check_imports(copy)
    assert f"{len(CONTRACTS)} kept, 0 broken" in said, said


@pytest.mark.parametrize(
    ("contract", "module", "line"), PLANTED, ids=[f"{c}: {m}: {i}" for c, m, i in PLANTED]
)
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str, module: str, line: str) -> None:
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    said = check_imports(copy)
    assert re.search(rf"{re.escape(CONTRACTS[contract])}\s+BROKEN", re.sub(r"\x1b\[[0-9;]*m", "", said)), said


def test_every_contract_has_been_seen_red() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)


def test_a_channel_of_the_worker_may_use_aiogram(copy: Path) -> None:
    (copy / "worker/channels/by_telegram.py").write_text("import aiogram\n")
    (copy / "worker/sends.py").write_text("import worker.channels.by_telegram\n")
    said = check_imports(copy)
    assert "Contracts:" in said
    assert "worker.sends" not in said, said


@pytest.mark.parametrize("floor", ["casework", "db", "documents", "locales", "rules"])
def test_a_floor_uses_only_the_libraries_it_is_allowed(floor: str) -> None:
    own = set(FLOORS) | set(sys.stdlib_module_names)
    foreign = {
        (name, root)
        for name, tree in modules(floor)
        for root in {module.partition(".")[0] for module in imported(tree)} - own
        if root not in allowed(name)
    }
    assert foreign == set()


def test_rules_import_nothing_but_the_standard_library_and_each_other() -> None:
    roots = {module.partition(".")[0] for _, tree in modules("rules") for module in imported(tree)}
    assert roots <= set(sys.stdlib_module_names) | {"rules"}


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        name
        for floor in FLOORS
        for name, tree in modules(floor)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= {"app.settings"}


@pytest.mark.parametrize("module", ["bot.receiving", "admin_api.application", "app.wiring.web"])
def test_the_web_process_never_loads_aiogram(module: str) -> None:
    ask = f"import sys, {module}; sys.exit('aiogram was loaded' if 'aiogram' in sys.modules else 0)"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["app.__main__", "app.wiring.serve", "app.wiring.poster"])
def test_nobody_loads_the_typesetter_before_something_is_printed(module: str) -> None:
    ask = f"import sys, {module}; sys.exit('loaded' if {{'typst', 'segno'}} & sys.modules.keys() else 0)"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_simulator_loads_nothing_of_the_house() -> None:
    ask = (
        "import pkgutil, sys, simulator\n"
        "for module in pkgutil.walk_packages(simulator.__path__, 'simulator.'):\n"
        "    module.name.endswith('__main__') or __import__(module.name)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {*FLOORS, "aiogram", "telegram"} == {"simulator"}


def test_no_module_is_named_after_nothing() -> None:
    names = {name.rpartition(".")[2] for floor in FLOORS for name, _ in modules(floor)}
    assert not names & {"util", "utils", "helper", "helpers", "common", "manager", "misc"}


def test_every_package_folder_is_shipped_and_no_other() -> None:
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
    }
    assert sorted(folders) == PROJECT["tool"]["setuptools"]["packages"]
    assert [
        name for name in sorted(folders) if not (ROOT / name.replace(".", "/") / "__init__.py").exists()
    ] == []


def test_what_is_not_python_is_shipped_too() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    packages = [ROOT / name.replace(".", "/") for name in PROJECT["tool"]["setuptools"]["packages"]]
    shipped = {path for package in packages for pattern in patterns for path in package.glob(pattern)}
    lying_about = {
        path
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc", ".md"}
    }
    assert lying_about - shipped == set()


def test_what_runs_is_what_was_tested() -> None:
    run, test = (
        dict(
            re.findall(
                r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE
            )
        )
        for name in ("run", "test")
    )
    assert {name: test.get(name) for name in run} == run
