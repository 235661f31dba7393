"""Whom every search engine shows what, and how it filters and counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalogue.search.protocol import (
    Access,
    Query,
    SearchEngine,
)
from model.rights.opening import ALWAYS, NEVER
from tests.catalogue.search.contract_case import (
    FONDS,
    SERIES,
    TODAY,
    EngineCase,
    entry,
    marked,
    shown,
)


class FilterContract(EngineCase):
    # --- who sees what -------------------------------------------------------------------------

    def test_what_is_hidden_does_not_exist(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, title="Akte", metadata_public_from=date(2026, 11, 24)),
            entry(
                8,
                title="Akte Geheim",
                metadata_public_from=date(2026, 11, 25),
                level="item",
                genre="Geheimsache",
                fonds="X",
                first_year=1990,
                last_year=1991,
            ),
        )
        answer = self.ask(engine, "Akte")
        assert [hit.id.int for hit in answer.hits] == [7]
        assert answer.total == engine.count(Query(today=TODAY, text="Akte")) == 1
        assert "Geheim" not in repr(answer)
        assert answer.histogram == ()
        assert self.facet(engine, "level") == {"file": 1}
        assert self.facet(engine, "fonds") == {"LG": 1}
        for text in ("Geheim", "LG 8", "geh*", '"Akte Geheim"', "-Hafen"):
            assert 8 not in self.found(engine, text)
        # the day after, and for staff, it is there
        assert sorted(self.found(engine, "Akte", today=date(2026, 11, 25))) == [7, 8]
        assert sorted(self.found(engine, "Akte", sees_closed=True)) == [7, 8]

    def test_file_names_are_for_staff(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, file_names=("fotos/Hochwasser_1954.tif",), digital=True))
        assert self.found(engine, "Hochwasser") == self.found(engine, "Hochw*") == []
        assert shown(self.ask(engine, "Unit").hits[0].snippet) == ""
        answer = self.ask(engine, "Hochwasser", sees_closed=True)
        assert [hit.id.int for hit in answer.hits] == [7]
        assert marked(answer.hits[0].snippet) == ["Hochwasser"]

    def test_content_opens_on_its_day(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, content_from=TODAY),
            entry(8, content_from=date(2026, 11, 25)),
            entry(9, content_from=NEVER),
        )
        assert self.found(engine, access=Access.OPEN) == [7]
        assert self.found(engine, access=Access.CLOSED) == [8, 9]
        assert self.facet(engine, "access") == {"open": 1, "closed": 2}
        by_id = {hit.id.int: hit for hit in self.ask(engine).hits}
        assert by_id[7].access is Access.OPEN
        assert by_id[9].access is Access.CLOSED
        assert by_id[9].content_from == NEVER

    def test_content_opens_no_earlier_than_its_description(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, metadata_public_from=NEVER, content_from=ALWAYS))
        assert self.found(engine, sees_closed=True, access=Access.CLOSED) == [7]
        assert self.ask(engine, sees_closed=True).hits[0].access is Access.CLOSED

    # --- filters and facets --------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("filter_", "facet", "field", "values"),
        [
            ("levels", "level", "level", ("file", "item")),
            ("fonds", "fonds", "fonds", ("LG", "BUR-A 1/2 Ä")),
            ("genres", "genre", "genre", ("Akte", "Karte & Plan")),
            ("languages", "language", "language", ("ger", "eng")),
        ],
    )
    def test_a_filter_of_one_value(
        self, engine: SearchEngine, filter_: str, facet: str, field: str, values: tuple[str, str]
    ) -> None:
        self.index(engine, entry(7, **{field: values[0]}), entry(8, **{field: values[1]}))
        assert self.facet(engine, facet) == dict.fromkeys(values, 1)
        second: dict[str, Any] = {filter_: values[1:]}
        both: dict[str, Any] = {filter_: values}
        assert self.found(engine, **second) == [8]
        assert self.facet(engine, facet, **second) == {values[1]: 1}
        assert sorted(self.found(engine, **both)) == [7, 8]

    @pytest.mark.parametrize(
        ("filter_", "facet", "field"),
        [
            ("media", "media", "media"),
            ("formats", "format", "formats"),
            ("places", "place", "places"),
            ("subjects", "subject", "subjects"),
        ],
    )
    def test_a_filter_of_many_values(
        self, engine: SearchEngine, filter_: str, facet: str, field: str
    ) -> None:
        self.index(engine, entry(7, **{field: ("a", "b")}), entry(8, **{field: ("b",)}), entry(9))
        assert self.facet(engine, facet) == {"b": 2, "a": 1}
        first: dict[str, Any] = {filter_: ("a",)}
        none: dict[str, Any] = {filter_: ("nothing",)}
        assert self.found(engine, **first) == [7]
        assert self.found(engine, **none) == []

    def test_digital(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, digital=True), entry(8), entry(9))
        assert self.facet(engine, "digital") == {"no": 2, "yes": 1}
        assert self.found(engine, digital=True) == [7]
        assert self.found(engine, digital=False) == [8, 9]

    def test_within_a_unit(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(1),
            entry(2, ancestors=(FONDS,)),
            entry(3, ancestors=(FONDS, SERIES)),
            entry(4),
        )
        assert self.found(engine, within=FONDS) == [1, 2, 3]
        assert self.found(engine, within=SERIES) == [2, 3]

    @pytest.mark.parametrize(
        ("years", "expected"),
        [
            ((1830, 1840), [7, 8]),
            ((None, 1827), [7]),
            ((1850, None), [9]),
            ((1831, 1839), [8]),
            ((1900, 1901), []),
        ],
    )
    def test_years_overlap(
        self, engine: SearchEngine, years: tuple[int | None, int | None], expected: list[int]
    ) -> None:
        self.index(
            engine,
            entry(7, first_year=1827, last_year=1830),
            entry(8, first_year=1820 + 8, last_year=1849),
            entry(9, first_year=1850, last_year=1850),
            entry(10),
        )
        found = self.found(engine, from_year=years[0], to_year=years[1])
        assert found == expected

    def test_a_bar_counts_what_its_years_find(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, first_year=1827, last_year=1845),
            entry(8, first_year=1840, last_year=1849),
            entry(9, first_year=999, last_year=1001),
            entry(10, first_year=1900),
            entry(11),
        )
        answer = self.ask(engine)
        bars = {bar.start: bar.count for bar in answer.histogram}
        assert bars == {990: 1, 1000: 1, 1820: 1, 1830: 1, 1840: 2, 1900: 1}
        for start, count in bars.items():
            assert self.ask(engine, from_year=start, to_year=start + 9).total == count
        assert self.facet(engine, "century") == {"1800": 2, "900": 1, "1000": 1, "1900": 1}

    def test_filters_narrow_each_other_and_the_words(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, title="Brücke", digital=True, genre="Karte"),
            entry(8, title="Brücke", digital=True),
            entry(9, title="Turm", digital=True, genre="Karte"),
        )
        assert self.found(engine, "Brücke", digital=True, genres=("Karte",)) == [7]

    def test_facets_can_be_left_out(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, first_year=1900))
        answer = self.ask(engine, facets=False)
        assert (answer.total, answer.facets, answer.histogram) == (1, (), ())
