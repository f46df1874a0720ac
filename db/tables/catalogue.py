"""Services, their promises, the calendar and the terms of the law."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Service(Base):
    __tablename__ = "services"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    emoji: Mapped[str] = mapped_column(String(8))
    rated: Mapped[bool]
    name_ky: Mapped[str] = mapped_column(String(80))
    name_ru: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    answer_within: Mapped[int]
    resolve_within: Mapped[int]
    words: Mapped[list[Any]]
    valid_to: Mapped[date | None]


class Category(Base):
    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"), index=True)
    position: Mapped[int]
    name_ky: Mapped[str] = mapped_column(String(80))
    name_ru: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    answer_within: Mapped[int]
    resolve_within: Mapped[int]
    words: Mapped[list[Any]]
    valid_to: Mapped[date | None]


class Reason(Base):
    """What people may find wrong with a service they rate; `category_code` is what a report of it is about."""

    __tablename__ = "reasons"

    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("services.code"), index=True)
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    position: Mapped[int]
    name_ky: Mapped[str] = mapped_column(String(40))
    name_ru: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))
    valid_to: Mapped[date | None]


class Holiday(Base):
    """Copied from the `holidays` library at import, so that an upgrade never moves a promised day."""

    __tablename__ = "holidays"

    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name_ky: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(120))


class LegalTerm(Base):
    __tablename__ = "legal_terms"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    days: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    law: Mapped[str]
    confidence: Mapped[str] = mapped_column(String(16))
    note: Mapped[str]


class CatalogueState(Base):
    """One row: its version rises with every import, so that processes know when to read the catalogue anew."""

    __tablename__ = "catalogue_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    imported_at: Mapped[datetime]
