"""In what order and how every search engine shows its hits."""

from __future__ import annotations

from itertools import chain
from uuid import UUID

from catalogue.search.protocol import (
    Access,
    Hit,
    SearchEngine,
    Segment,
    Sort,
)
from model.rights.opening import ALWAYS
from tests.catalogue.search.contract_case import (
    EngineCase,
    entry,
    marked,
    shown,
)


class AnswerContract(EngineCase):
    # --- order and pages -----------------------------------------------------------------------

    def test_by_reference_code_numbers_count(self, engine: SearchEngine) -> None:
        codes = ["LG 10", "LG 2", "LG", "LG 2/1", "LG-A 1", "AB 1"]
        self.index(engine, *(entry(n, refcode=code) for n, code in enumerate(codes)))
        hits = self.ask(engine, sort=Sort.REFCODE).hits
        assert [h.refcode for h in hits] == ["AB 1", "LG", "LG 2", "LG 2/1", "LG 10", "LG-A 1"]
        assert [h.refcode for h in self.ask(engine).hits] == [h.refcode for h in hits]

    def test_by_date_the_unknown_come_last(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(6),
            entry(7, first_year=1900, last_year=1910),
            entry(8, first_year=1850, last_year=1950),
        )
        assert self.found(engine, sort=Sort.DATE) == [8, 7, 6]
        assert self.found(engine, sort=Sort.DATE_NEWEST) == [8, 7, 6]
        self.index(engine, entry(9, first_year=1960, last_year=1960))
        assert self.found(engine, sort=Sort.DATE_NEWEST) == [9, 8, 7, 6]

    def test_pages_hold_everything_once(self, engine: SearchEngine) -> None:
        self.index(engine, *(entry(n, title="Brücke") for n in range(1, 26)))
        for sort in Sort:
            pages = [
                self.found(engine, "Brücke", offset=o, limit=10, sort=sort) for o in (0, 10, 20, 30)
            ]
            assert [len(page) for page in pages] == [10, 10, 5, 0]
            assert sorted(chain(*pages)) == list(range(1, 26))

    # --- what is shown -------------------------------------------------------------------------

    def test_a_hit_shows_what_was_described(self, engine: SearchEngine) -> None:
        described = entry(
            7,
            title="Bau der Brücke",
            level="item",
            dates="um 1827",
            first_year=1827,
            last_year=1827,
            reason="R1",
            digital=True,
        )
        self.index(engine, described)
        (hit,) = self.ask(engine).hits
        assert hit == Hit(
            id=UUID(int=7),
            refcode="LG 7",
            title="Bau der Brücke",
            level="item",
            dates="um 1827",
            first_year=1827,
            last_year=1827,
            access=Access.OPEN,
            content_from=ALWAYS,
            reason="R1",
            digital=True,
            title_marked=(Segment("Bau der Brücke", False),),
            snippet=(),
        )

    def test_a_snippet_is_the_original_text(self, engine: SearchEngine) -> None:
        scope = "Enthält u. a.: Pläne der Häuser am Fluß <b>Weiße Elster</b> & Müllers Mühle."
        self.index(engine, entry(7, scope=scope))
        (hit,) = self.ask(engine, "Haus Fluss Muller").hits
        assert shown(hit.snippet) == scope
        assert marked(hit.snippet) == ["Häuser", "Fluß", "Müllers"]

    def test_a_snippet_is_where_the_words_are(self, engine: SearchEngine) -> None:
        scope = "Anfang. " + "Nichts von Belang. " * 100 + "Hier die Brücke. " + "Ende. " * 100
        self.index(engine, entry(7, scope=scope))
        (hit,) = self.ask(engine, "Brücke").hits
        assert marked(hit.snippet) == ["Brücke"]
        assert len(shown(hit.snippet)) < 300
        assert shown(hit.snippet).startswith("… ")
        (hit,) = self.ask(engine).hits
        assert shown(hit.snippet).startswith("Anfang.")
        assert shown(hit.snippet).endswith(" …")

    def test_only_the_phrase_is_marked(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Alte Stadt, alte Brücke"))
        (hit,) = self.ask(engine, '"alte Brücke"').hits
        assert [s for s in hit.title_marked if s.hit] == [
            Segment("alte", True),
            Segment("Brücke", True),
        ]

    def test_what_must_not_occur_is_not_marked(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Tor", scope="Das Tor"))
        (hit,) = self.ask(engine, "Tor -Hafen").hits
        assert marked(hit.title_marked) == ["Tor"]
