"""A question in the words of tantivy: what must occur, how it ranks, and what filters it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, assert_never

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Lookup

from catalogue.search.asked import Asked, Atom, Clause, Exact, Phrase, Prefix, Together, Word
from catalogue.search.embedded_fields import PLAIN, STEMS, number, stems
from catalogue.search.protocol import FILTERS, Access, Query
from catalogue.search.spelling import clean, fold, refcode_key

# A reference code is an answer, words are a search: so it comes first, whatever the words weigh.
EXACT_REFCODE = 10_000.0
REFCODE_HEAD = 1_000.0
COMPOUND = 0.3  # below every word that stands by itself

_What = TypeVar("_What", str, tuple[str, ...])


class Asking:
    """Builds queries for one schema. ``compounds``: long words that have a folded word inside.

    ``ranked`` is False for counting: what only makes a hit rank higher is left out then.
    """

    def __init__(
        self, schema: Schema, compounds: Callable[[str], Sequence[str]], *, ranked: bool = True
    ) -> None:
        self._schema = schema
        self._compounds = compounds
        self._ranked = ranked

    def whole(self, query: Query, asked: Asked) -> Lookup:
        """Text and filters together."""
        parts = [(Occur.Must, self._text(query, asked))] if asked.typed else []
        parts += [(Occur.Must, _unscored(lookup)) for lookup in self._filters(query)]
        return Lookup.boolean_query(parts) if parts else Lookup.all_query()

    # --- text --------------------------------------------------------------------------------

    def _text(self, query: Query, asked: Asked) -> Lookup:
        by_words = self._clauses(asked.clauses, files=query.sees_closed)
        codes = self._refcodes(asked.typed)
        if by_words is None and not codes:
            return Lookup.all_query()  # nothing but signs was typed
        return _any_of([*codes, *([by_words] if by_words else [])])

    def _clauses(self, clauses: tuple[Clause, ...], *, files: bool) -> Lookup | None:
        parts: list[tuple[Occur, Lookup]] = []
        for clause in clauses:
            lookup = _any_of([self._atom(atom, files=files) for atom in clause.atoms])
            parts.append((_occur(clause), lookup))
        if not parts:
            return None
        if not any(occur is Occur.Must for occur, _ in parts):
            # tantivy takes nothing away from nothing
            parts.append((Occur.Must, _unscored(Lookup.all_query())))
        return Lookup.boolean_query(parts)

    def _atom(self, atom: Atom, *, files: bool) -> Lookup:
        match atom:
            case Word(text):
                return self._word(text, files=files)
            case Together(texts):
                every = [(Occur.Must, self._word(text, files=files)) for text in texts]
                if self._ranked:
                    every.append((Occur.Should, self._phrase(texts, files=files)))
                return Lookup.boolean_query(every)
            case Phrase(texts):
                return self._phrase(texts, files=files)
            case Exact(text):
                return self._as_it_stands(self._term, fold(text), files=files)
            case Prefix(text):
                return self._as_it_stands(self._begins, fold(text), files=files)
            case _ as never:
                assert_never(never)

    def _word(self, text: str, *, files: bool) -> Lookup:
        folded = fold(text)
        german, english = stems(text)
        ways: list[Lookup] = []
        # a word as it stands is always among those of its German stem, where it has one
        if self._ranked or not german:
            ways.append(self._as_it_stands(self._term, folded, files=files))
        elif files:
            ways.append(self._in_files(self._term, folded))
        for field, weight in STEMS.items():
            stem = english if field.endswith("_en") else german
            if stem and (self._ranked or field.startswith("all_")):
                ways.append(Lookup.boost_query(self._term(field, stem), weight))
        if compounds := self._compounds(folded):
            for field, weight in PLAIN.items():
                any_compound = Lookup.term_set_query(self._schema, field, compounds)
                ways.append(Lookup.const_score_query(any_compound, COMPOUND * weight))
        return _any_of(ways)

    def _phrase(self, texts: tuple[str, ...], *, files: bool) -> Lookup:
        folded = [fold(text) for text in texts]
        # a folded word may fall apart ("½"), but never vanish
        parts = [part for text in folded for part in text.split()]
        return self._as_it_stands(self._row, tuple(parts), files=files)

    def _as_it_stands(
        self, ask: Callable[[str, _What], Lookup], what: _What, *, files: bool
    ) -> Lookup:
        ways = [Lookup.boost_query(ask(field, what), weight) for field, weight in PLAIN.items()]
        if files:
            ways.append(self._in_files(ask, what))
        return _any_of(ways)

    def _in_files(self, ask: Callable[[str, _What], Lookup], what: _What) -> Lookup:
        return Lookup.boost_query(ask("files", what), PLAIN["side_plain"])

    def _term(self, field: str, word: str) -> Lookup:
        return Lookup.term_query(self._schema, field, word)

    def _begins(self, field: str, prefix: str) -> Lookup:
        return Lookup.regex_query(self._schema, field, f"{prefix}.*")

    def _row(self, field: str, words: tuple[str, ...]) -> Lookup:
        if len(words) == 1:
            return self._term(field, words[0])  # tantivy panics on a phrase of one word
        return Lookup.phrase_query(self._schema, field, list(words))

    def _refcodes(self, typed: str) -> list[Lookup]:
        key = refcode_key(typed)
        if not key:
            return []
        exact = Lookup.term_query(self._schema, "refcode", key)
        ways = [Lookup.const_score_query(exact, EXACT_REFCODE)]
        if any(c.isdigit() for c in key):
            head = Lookup.term_query(self._schema, "refcode_head", key)
            ways.append(Lookup.const_score_query(head, REFCODE_HEAD))
        if typed.endswith("*"):
            begins = Lookup.regex_query(self._schema, "refcode", f"{key}.*")
            ways.append(Lookup.const_score_query(begins, REFCODE_HEAD))
        return ways

    # --- filters -----------------------------------------------------------------------------

    def _filters(self, query: Query) -> Iterable[Lookup]:
        if not query.sees_closed:
            yield self._between("public_from", None, number(query.today))
        if query.access is Access.OPEN:
            yield self._between("content_from", None, number(query.today))
        elif query.access is Access.CLOSED:
            yield self._between("content_from", number(query.today) + 1, None)
        if query.digital is not None:
            yield Lookup.term_query(self._schema, "digital", query.digital)
        if query.within is not None:
            yield Lookup.term_query(self._schema, "within", query.within.hex)
        for field, name in FILTERS.items():
            if values := [clean(str(value)) for value in getattr(query, name)]:
                yield Lookup.term_set_query(self._schema, field, values)
        yield from self._years(query)

    def _years(self, query: Query) -> Iterable[Lookup]:
        if query.from_year is not None:
            yield self._between("last_year", query.from_year, None)
        if query.to_year is not None:
            yield self._between("first_year", None, query.to_year)

    def _between(self, field: str, lower: int | None, upper: int | None) -> Lookup:
        return Lookup.range_query(self._schema, field, FieldType.Integer, lower, upper)


def _occur(clause: Clause) -> Occur:
    if clause.excluded:
        return Occur.MustNot
    match clause.atoms:
        case (Word(_, required=False),):
            return Occur.Should
        case _:
            return Occur.Must


def _any_of(ways: list[Lookup]) -> Lookup:
    return ways[0] if len(ways) == 1 else Lookup.boolean_query([(Occur.Should, w) for w in ways])


def _unscored(lookup: Lookup) -> Lookup:
    return Lookup.const_score_query(lookup, 0.0)
