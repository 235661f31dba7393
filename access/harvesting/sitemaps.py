"""Sitemaps (sitemaps.org): an index, and one for every fifty thousand rows, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from sqlalchemy import ColumnElement, Connection, func, select

from catalogue.tables import description

MOST = 50_000
"""sitemaps.org: a sitemap names at most so many addresses."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_AT_ONCE = 1_000


def numbers(connection: Connection, today: date) -> list[int]:
    """The sitemaps that name anything: each has the rows of a range of keys, so none is counted."""
    last = connection.execute(select(func.max(description.c.key))).scalar_one() or 0
    return [number for number in range(last // MOST + 1) if _any(connection, number, today)]


def index(base_url: str, found: list[int]) -> str:
    """The index of sitemaps."""
    rows = "".join(
        f"<sitemap><loc>{escape(base_url)}/sitemap/{number}.xml</loc></sitemap>\n"
        for number in found
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'


def sitemap(connection: Connection, number: int, base_url: str, today: date) -> Iterator[str]:
    """One sitemap, a piece at a time."""
    yield f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n'
    base, last = escape(base_url), number * MOST - 1
    columns = (description.c.key, description.c.id, description.c.changed_at)
    while True:
        wanted = select(*columns).where(_inside(number), _public(today), description.c.key > last)
        rows = connection.execute(wanted.order_by(description.c.key).limit(_AT_ONCE)).all()
        yield "".join(
            f"<url><loc>{base}/unit/{row.id}</loc>"
            f"<lastmod>{row.changed_at.date().isoformat()}</lastmod></url>\n"
            for row in rows
        )
        if len(rows) < _AT_ONCE:
            break
        last = rows[-1].key
    yield "</urlset>\n"


def _any(connection: Connection, number: int, today: date) -> bool:
    found = select(description.c.key).where(_inside(number), _public(today)).limit(1)
    return connection.execute(found).first() is not None


def _inside(number: int) -> ColumnElement[bool]:
    return description.c.key.between(number * MOST, (number + 1) * MOST - 1)


def _public(today: date) -> ColumnElement[bool]:
    return description.c.metadata_public_from <= today
