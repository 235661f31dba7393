"""What every search engine finds for the words that people type."""

from __future__ import annotations

import pytest

from catalogue.search.protocol import (
    Query,
    SearchEngine,
)
from tests.catalogue.search.contract_case import (
    TODAY,
    EngineCase,
    entry,
    marked,
)


class WordContract(EngineCase):
    # --- words ---------------------------------------------------------------------------------

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

    # --- what people type ----------------------------------------------------------------------

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
            "\U0001d504", "ab " * 500, '"a b', 'a"b"c', "-\"a b\" -c", "a OR", "OR a", "'; DROP",
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

    # --- compounds -----------------------------------------------------------------------------

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

    # --- reference codes -----------------------------------------------------------------------

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
