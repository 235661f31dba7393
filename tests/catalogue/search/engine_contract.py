"""What every search engine promises. ``class TestX(SearchContract)`` gives an ``engine``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from catalogue.search.protocol import (
    Access,
    Answer,
    Hit,
    Query,
    SearchEngine,
    SearchEntry,
    Segment,
    Sort,
)
from model.errors import MunimentError
from model.rights.opening import ALWAYS, NEVER

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


class SearchContract:
    """Subclass it, and give an empty but built ``engine``."""

    @pytest.fixture
    def engine(self) -> Iterator[SearchEngine]:
        raise NotImplementedError

    def index(self, engine: SearchEngine, *entries: SearchEntry) -> None:
        with engine.writing() as writing:
            writing.put(entries)
            writing.commit()

    def ask(self, engine: SearchEngine, text: str = "", **stated: Any) -> Answer:
        return engine.search(Query(**{"today": TODAY, "text": text} | stated))

    def found(self, engine: SearchEngine, text: str = "", **stated: Any) -> list[int]:
        return [hit.id.int for hit in self.ask(engine, text, **stated).hits]

    def facet(self, engine: SearchEngine, name: str, **stated: Any) -> dict[str, int]:
        facets = {facet.name: facet for facet in self.ask(engine, **stated).facets}
        return {v.value: v.count for v in facets[name].values} if name in facets else {}

    # --- writing -----------------------------------------------------------------------------

    def test_an_empty_index_answers(self, engine: SearchEngine) -> None:
        answer = self.ask(engine, "bridge")
        assert (answer.total, answer.hits, answer.facets) == (0, (), ())

    def test_what_was_put_again_stands_once(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Alte Brücke"))
        self.index(engine, entry(7, title="Neue Brücke"))
        assert [hit.title for hit in self.ask(engine, "Brücke").hits] == ["Neue Brücke"]
        assert self.found(engine, "alte") == []

    def test_twice_in_one_batch_stands_once(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Alte Brücke"), entry(7, title="Neue Brücke"))
        assert [hit.title for hit in self.ask(engine, "Brücke").hits] == ["Neue Brücke"]

    def test_what_was_removed_is_gone_from_facets_too(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7), entry(8, level="item"))
        with engine.writing() as writing:
            writing.remove([UUID(int=8), UUID(int=99)])
            writing.commit()
        assert self.found(engine) == [7]
        assert self.facet(engine, "level") == {"file": 1}

    def test_what_was_not_committed_is_gone(self, engine: SearchEngine) -> None:
        with engine.writing() as writing:
            writing.put([entry(7)])
        assert self.found(engine) == []

    def test_an_error_leaves_what_was_committed(self, engine: SearchEngine) -> None:
        with pytest.raises(RuntimeError), engine.writing() as writing:
            writing.put([entry(7)])
            writing.commit()
            writing.put([entry(8)])
            raise RuntimeError
        assert self.found(engine) == [7]

    def test_there_is_one_writer(self, engine: SearchEngine) -> None:
        with engine.writing(), pytest.raises(MunimentError) as refused, engine.writing():
            pass
        assert refused.value.code == "search.busy"

    def test_rebuilding_takes_the_old_ones_place(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7))
        with engine.rebuilding() as writing:
            writing.put([entry(8)])
            assert self.found(engine) == [7]
        assert self.found(engine) == [8]

    def test_a_failed_rebuilding_leaves_the_old_one(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7))
        with pytest.raises(RuntimeError), engine.rebuilding() as writing:
            writing.put([entry(8)])
            writing.commit()
            raise RuntimeError
        assert self.found(engine) == [7]

    # --- words -------------------------------------------------------------------------------

    @pytest.mark.parametrize("typed", ["Müller", "Mueller", "Muller", "MÜLLER", "müllers"])
    @pytest.mark.parametrize("title", ["Nachlass Müller", "Nachlass Mueller", "Nachlass Muller"])
    def test_an_umlaut_has_three_spellings(
        self, engine: SearchEngine, title: str, typed: str
    ) -> None:
        self.index(engine, entry(7, title=title), entry(8, title="Nachlass Maler"))
        answer = self.ask(engine, typed)
        assert [hit.id.int for hit in answer.hits] == [7]
        assert marked(answer.hits[0].title_marked) == [title.split()[1]]

    @pytest.mark.parametrize(
        ("title", "typed"),
        [
            ("Errichtung der Häuser", "Haus"),
            ("Die Straße nach Osten", "strasse"),
            ("Ratsbeschlüsse", "Ratsbeschluss"),
            ("Plan of the bridges", "bridge"),
            ("Issues of the council", "issue"),
            ("Königliche Urkunden", "koenigliche Urkunde"),
            ("Frauenverein", "FRAUENVEREIN"),
            ("Uraltes Maſs und Gewicht", "mass"),
            ("Café Éclair", "cafe eclair"),
        ],
    )
    def test_a_word_is_found_in_its_other_forms(
        self, engine: SearchEngine, title: str, typed: str
    ) -> None:
        self.index(engine, entry(7, title=title), entry(8, title="Rechnungen"))
        assert self.found(engine, typed) == [7]

    def test_a_decomposed_umlaut_is_the_same_letter(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Bru\u0308cke"))
        assert self.found(engine, "Brücke") == self.found(engine, "Bru\u0308cke") == [7]

    def test_all_words_must_occur(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Brücke", scope="Holz"), entry(8, title="Brücke"))
        assert self.found(engine, "Brücke Holz") == [7]

    def test_small_words_need_not_occur(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Bau Brücke"), entry(8, title="Die Brücke"))
        assert self.found(engine, "Bau der Brücke") == [7]
        assert self.found(engine, "die") == [8]

    def test_words_above_are_found_in_what_is_below(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Band 3", path=("Lindgart", "Ratsprotokolle")))
        assert self.found(engine, "Ratsprotokolle Band 3") == [7]

    @pytest.mark.parametrize(
        "field", ["old_refcode", "scope", "note", "creator", "extent", "genre"]
    )
    def test_every_text_is_searched(self, engine: SearchEngine, field: str) -> None:
        self.index(engine, entry(7, **{field: "Sonnenfinsternis"}), entry(8))
        assert self.found(engine, "Sonnenfinsternis") == [7]

    @pytest.mark.parametrize("field", ["subjects", "places"])
    def test_every_list_is_searched(self, engine: SearchEngine, field: str) -> None:
        self.index(engine, entry(7, **{field: ("Hafen", "Sonnenfinsternis")}), entry(8))
        assert self.found(engine, "Sonnenfinsternis") == [7]

    def test_the_title_counts_most(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, scope="Über den Markt und die Brücke"),
            entry(8, title="Brücke"),
            entry(9, path=("Brücke",)),
        )
        assert self.found(engine, "Brücke") == [8, 7, 9]

    def test_the_exact_word_comes_before_its_relatives(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Bürger"), entry(8, title="Burg"))
        assert self.found(engine, "Burg")[0] == 8
        assert self.found(engine, "Bürger")[0] == 7

    # --- what people type --------------------------------------------------------------------

    def test_a_phrase_stands_as_it_is(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, title="Bau der alten Brücke"),
            entry(8, title="Alte Brücke, alten Bau der"),
        )
        assert self.found(engine, '"der alten Brücke"') == [7]
        assert self.found(engine, "„der alten Bruecke“") == [7]

    def test_a_phrase_ends_with_its_field(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, scope="alte", note="Brücke", subjects=("Alte", "Brücke")))
        assert self.found(engine, '"alte Brücke"') == []

    def test_one_word_in_quotation_marks_is_exact(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Bürgermeister"), entry(8, title="Burg"))
        assert self.found(engine, '"Burg"') == [8]

    def test_a_star_stands_for_any_ending(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Bürgermeisteramt"), entry(8, title="Amt"))
        answer = self.ask(engine, "Bürgerm*")
        assert [hit.id.int for hit in answer.hits] == [7]
        assert marked(answer.hits[0].title_marked) == ["Bürgermeisteramt"]

    @pytest.mark.parametrize("word", ["OR", "ODER", "|"])
    def test_either(self, engine: SearchEngine, word: str) -> None:
        self.index(engine, entry(7, title="Hafen"), entry(8, title="Tor"), entry(9, title="Turm"))
        assert sorted(self.found(engine, f"Hafen {word} Turm")) == [7, 9]

    @pytest.mark.parametrize("typed", ["Tor -Hafen", "Tor NOT Hafen", "Tor NICHT Hafen"])
    def test_without(self, engine: SearchEngine, typed: str) -> None:
        self.index(engine, entry(7, title="Tor am Hafen"), entry(8, title="Tor"))
        assert self.found(engine, typed) == [8]

    def test_only_without(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Hafen"), entry(8, title="Tor"))
        assert self.found(engine, "-Hafen") == [8]

    def test_joined_words_need_not_be_joined(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Schmidt, Hans und Müller, Anna"), entry(8, title="Anna"))
        assert self.found(engine, "Müller-Schmidt") == [7]

    @pytest.mark.parametrize(
        "typed",
        [
            '"', '""', "-", "*", "(", ")", "OR", "NOT", "OR OR", "- -", '-"', "a*", "*a", "[1 TO",
            "title:(", "\\", "+", "^2", "~", "x~", "/.*/", "a" * 5_000, "\0", "\ud800", "½", "🏰",
            "𝔄", "ab " * 500, '"a b', 'a"b"c', "-\"a b\" -c", "NOT", "a OR", "OR a", "'; DROP",
            ".", "e.V.", "10%", "a*b", "ß", "ﬁ", "İ", "́",
        ],
    )  # fmt: skip
    def test_nothing_typed_is_an_error(self, engine: SearchEngine, typed: str) -> None:
        self.index(engine, entry(7, title="½ Brücke İ ﬁ"))
        self.ask(engine, typed)
        engine.count(Query(today=TODAY, text=typed))

    def test_signs_alone_find_everything(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7), entry(8))
        assert self.ask(engine, " ?! ").total == 2

    # --- compounds ---------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "typed", ["Schutzfrist", "Verkürzung", "Schutzfristen", "schutzfristverkuerzung"]
    )
    def test_a_compound_is_found_by_its_parts(self, engine: SearchEngine, typed: str) -> None:
        self.index(engine, entry(7, title="Antrag auf Schutzfristverkürzung"), entry(8))
        answer = self.ask(engine, typed)
        assert [hit.id.int for hit in answer.hits] == [7]
        assert marked(answer.hits[0].title_marked) == ["Schutzfristverkürzung"]

    def test_the_word_itself_comes_before_compounds(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, title="Brückenzoll"),
            entry(8, title="Brücke"),
            entry(9, title="Steinbrücke"),
        )
        assert self.found(engine, "Brücke")[0] == 8
        assert sorted(self.found(engine, "Brücke")) == [7, 8, 9]

    def test_letters_in_a_row_are_no_part(self, engine: SearchEngine) -> None:
        self.index(
            engine,
            entry(7, title="Beratungen"),
            entry(8, title="Verordnungen"),
            entry(9, title="Charaktere"),
        )
        assert self.found(engine, "Rat") == []
        assert self.found(engine, "Ordnungen") == []
        assert self.found(engine, "Akte") == []

    # --- reference codes ---------------------------------------------------------------------

    @pytest.mark.parametrize(
        "typed", ["LG-A 1/12", "lg-a 1/12", "LG A 1 12", "LGA1/12", " LG-A  1 / 12 ", "LG-A 01/012"]
    )
    def test_a_reference_code_however_it_is_spaced(self, engine: SearchEngine, typed: str) -> None:
        self.index(
            engine,
            entry(7, refcode="LG-A 11/2"),
            entry(8, refcode="LG-A 1/12/3", title="LG A 1 12"),
            entry(9, refcode="LG-A 1/12", title="Ohne"),
            entry(10, title="Siehe auch", note="LG-A 1/12"),
        )
        assert self.found(engine, typed)[:2] == [9, 8]
        assert 7 not in self.found(engine, typed)

    def test_an_old_reference_code(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, old_refcode="Mag. XII/4"), entry(8))
        assert self.found(engine, "mag xii/4") == [7]

    def test_the_beginning_of_a_reference_code(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, refcode="LG-A 1/12"), entry(8, refcode="LG-A 1/13"))
        assert sorted(self.found(engine, "LG-A 1")) == [7, 8]
        assert sorted(self.found(engine, "LG-A 1/1*")) == [7, 8]
        assert self.found(engine, "LG-A 2") == []

    # --- who sees what -----------------------------------------------------------------------

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

    # --- filters and facets ------------------------------------------------------------------

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
        assert self.found(engine, **{filter_: values[1:]}) == [8]
        assert self.facet(engine, facet, **{filter_: values[1:]}) == {values[1]: 1}
        assert sorted(self.found(engine, **{filter_: values})) == [7, 8]

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
        assert self.found(engine, **{filter_: ("a",)}) == [7]
        assert self.found(engine, **{filter_: ("nothing",)}) == []

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

    # --- order and pages ---------------------------------------------------------------------

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
            assert sorted(sum(pages, [])) == list(range(1, 26))

    # --- what is shown -----------------------------------------------------------------------

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
