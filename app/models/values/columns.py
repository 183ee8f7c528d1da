"""Columns and indexes that several tables define alike."""

from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import MappedColumn, mapped_column

from app.models.values import secret


def public_id(prefix: str) -> MappedColumn[Any]:
    """Return the column of the ID that pages and programs know a row by."""
    return mapped_column(String(24), unique=True, default=lambda: secret.public_id(prefix))


def partial_index(
    name: str, *columns: str, where: str, on_postgresql: str | None = None, unique: bool = False
) -> Index:
    """Return an index of the rows that fulfil ``where``, which PostgreSQL may write otherwise."""
    rows, rows_on_postgresql = text(where), text(on_postgresql or where)
    return Index(
        name, *columns, unique=unique, sqlite_where=rows, postgresql_where=rows_on_postgresql
    )
