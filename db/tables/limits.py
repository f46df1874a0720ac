"""How much was tried lately, shared by all processes and forgotten soon."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Limit(Base):
    """A row lives as long as its debt, and a little longer. Addresses stand here as keyed digests alone."""

    __tablename__ = "limits"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[float]
    """Seconds since 1970: until when the debt lasts, or the door stays shut."""
    failures: Mapped[int]
    over_at: Mapped[float] = mapped_column(index=True)
    """Seconds since 1970 from which the row means nothing and is taken away."""
