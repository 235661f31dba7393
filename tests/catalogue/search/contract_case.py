"""Entries and questions for the contract of search engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from catalogue.search.protocol import (
    Answer,
    Query,
    SearchEngine,
    SearchEntry,
    Segment,
    Writing,
)
from model.rights.opening import ALWAYS

TODAY = date(2026, 11, 24)
FONDS, SERIES = UUID(int=1), UUID(int=2)


def entry(number: int, **stated: Any) -> SearchEntry:
    """An open description; ``stated`` says what matters to a test."""
    usual: dict[str, Any] = {
        "id": UUID(int=number),
        "refcode": f"LG {number}",
        "level": "file",
        "title": f"Unit {number}",
        "metadata_public_from": ALWAYS,
        "content_from": ALWAYS,
        "fonds": "LG",
    }
    return SearchEntry(**usual | stated)


def marked(segments: tuple[Segment, ...]) -> list[str]:
    """The marked words."""
    return [segment.text for segment in segments if segment.hit]


def shown(segments: tuple[Segment, ...]) -> str:
    """The text of all segments."""
    return "".join(segment.text for segment in segments)


class EngineCase:
    """What the contract's tests ask with; the subclass gives an empty but built ``engine``."""

    @pytest.fixture
    def engine(self) -> Iterator[SearchEngine]:
        raise NotImplementedError

    def index(self, engine: SearchEngine, *entries: SearchEntry) -> None:
        with engine.writing() as writing:
            writing.put(entries)
            writing.commit()

    def index_then_fail(self, writing: Writing, first: SearchEntry, second: SearchEntry) -> None:
        writing.put([first])
        writing.commit()
        writing.put([second])
        raise RuntimeError

    def ask(self, engine: SearchEngine, text: str = "", **stated: Any) -> Answer:
        question: dict[str, Any] = {"today": TODAY, "text": text} | stated
        return engine.search(Query(**question))

    def found(self, engine: SearchEngine, text: str = "", **stated: Any) -> list[int]:
        return [hit.id.int for hit in self.ask(engine, text, **stated).hits]

    def facet(self, engine: SearchEngine, name: str, **stated: Any) -> dict[str, int]:
        facets = {facet.name: facet for facet in self.ask(engine, **stated).facets}
        return {v.value: v.count for v in facets[name].values} if name in facets else {}
