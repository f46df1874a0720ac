"""The number by which processes notice that what they hold of the catalogue is old."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.tables.catalogue import CatalogueState

STATE_ID = 1


def current_version(session: Session) -> int:
    return session.scalar(select(CatalogueState.version)) or 0


def raise_version(session: Session, *, at: datetime) -> int:
    """Every process reads anew within seconds. Returns the new version."""
    state = session.get(CatalogueState, STATE_ID, populate_existing=True, with_for_update=True)
    if state is None:
        state = CatalogueState(id=STATE_ID, version=0, imported_at=at)
        session.add(state)
    state.version += 1
    state.imported_at = at
    session.flush()
    return state.version
