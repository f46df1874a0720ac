"""How often something was done lately, one statement a time: INSERT … ON CONFLICT DO UPDATE … WHERE there is room."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Float, bindparam, case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.tables.limits import Limit
from rules.limits import BackOff, Pace

SWEPT = 20
"""Rows that are over, taken away by whoever adds a new one: the table cannot grow faster than it shrinks."""


def take(session: Session, name: str, pace: Pace, *, at: datetime, wanted: int = 1) -> float:
    """0 when there was room; else the seconds until there is."""
    now, owed = at.timestamp(), pace.each * wanted
    known = {"of": name, "now": now, "owed": owed, "then": now + owed, "latest": pace.latest(now, wanted)}
    until = session.connection().scalar(_taking(session.get_bind().dialect.name), known)
    if until is None:
        return max(_until(session, name) - pace.latest(now, wanted), 0.001)
    if until <= now + owed:
        sweep(session, at=at)
    return 0.0


def attempt(session: Session, name: str, back_off: BackOff, *, at: datetime) -> float:
    """Count a failure before it is known to be one: 0 when it may be tried, else the seconds to wait.

    `forget` takes it back once it succeeded; so a hundred tries at once do not slip past each other.
    """
    now = at.timestamp()
    waits = back_off.waits
    forgiven = Limit.over_at <= now
    wait = case(
        (forgiven, waits[0]), else_=case(dict(enumerate(waits)), value=Limit.failures, else_=waits[-1])
    )
    more = case((Limit.failures < len(waits), Limit.failures + 1), else_=Limit.failures)
    statement = (
        _insert(session.get_bind().dialect.name)
        .values(name=name, until=now + waits[0], failures=1, over_at=now + waits[0] + back_off.forgotten)
        .on_conflict_do_update(
            index_elements=[Limit.name],
            set_={
                "until": now + wait,
                "failures": case((forgiven, 1), else_=more),
                "over_at": now + wait + back_off.forgotten,
            },
            where=or_(Limit.until <= now, forgiven),
        )
        .returning(Limit.failures)
    )
    failures = session.scalar(statement)
    if failures is None:
        return max(_until(session, name) - now, 0.001)
    if failures == 1:
        sweep(session, at=at)
    return 0.0


def forget(session: Session, names: Sequence[str]) -> None:
    session.execute(delete(Limit).where(Limit.name.in_(names)))


def sweep(session: Session, *, at: datetime, most: int = SWEPT) -> int:
    """Take away rows that are over. Returns how many."""
    over = (
        select(Limit.name)
        .where(Limit.over_at <= at.timestamp())
        .order_by(Limit.over_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    gone = session.execute(delete(Limit).where(Limit.name.in_(over)).returning(Limit.name))
    return len(gone.all())


@cache
def _taking(dialect: str) -> Any:
    """Built once, so that it is compiled once: strangers are counted in every round of turns."""
    now, owed, then, latest = (bindparam(of, type_=Float) for of in ("now", "owed", "then", "latest"))
    debt = case((Limit.until > now, Limit.until), else_=now) + owed
    return (
        _insert(dialect)
        .values(name=bindparam("of"), until=then, failures=0, over_at=then)
        .on_conflict_do_update(
            index_elements=[Limit.name],
            set_={"until": debt, "over_at": debt},
            where=Limit.until <= latest,
        )
        .returning(Limit.until)
    )


def _insert(dialect: str) -> Any:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Limit)


def _until(session: Session, name: str) -> float:
    return session.scalar(select(Limit.until).where(Limit.name == name)) or 0.0
