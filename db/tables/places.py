"""Administrative units as data: they merge, split and are renamed, so nothing here is ever deleted."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Unit(Base):
    """An oblast, rayon, town, aimak or village, under the names it has today."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    name_ky: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    point_certain: Mapped[bool]
    name_certain: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class UnitCode(Base):
    """The same unit in other registers: SOATE, OCHA P-code, GeoNames."""

    __tablename__ = "unit_codes"
    __table_args__ = (UniqueConstraint("scheme", "value", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitAlias(Base):
    """Old, Soviet and spoken names, for matching only."""

    __tablename__ = "unit_aliases"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))


class UnitLineage(Base):
    """What became of a unit: merged, split, renamed, moved."""

    __tablename__ = "unit_lineage"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    act: Mapped[str]
    source: Mapped[str]


class PublicPoint(Base):
    """A pump, a container, a lamp with a code on it: who scans the code has told the village and the service."""

    __tablename__ = "points"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    village_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"))
    name_ky: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class Inbox(Base):
    """Where a case waits for somebody: a municipality's, a provider's, or a rayon's fallback."""

    __tablename__ = "inboxes"
    __table_args__ = (Index("ix_inboxes_unit_kind", "unit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(48), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name_ky: Mapped[str] = mapped_column(String(160))
    name_ru: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(40), default="")
    demo: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class RouteRow(Base):
    """A service (or one category of it) in a place goes to this inbox instead of the municipality's."""

    __tablename__ = "routes"
    __table_args__ = (UniqueConstraint("service_code", "category_code", "unit_id", "inbox_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    priority: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Panel(Base):
    """How many people a month are asked about services in a unit; what lies in it inherits the number."""

    __tablename__ = "panels"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), unique=True)
    people: Mapped[int]
