"""A question in the words of OpenSearch; the same parts and weights as `embedded_query` has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, assert_never

from catalogue.search.asked import Asked, Atom, Clause, Exact, Phrase, Prefix, Together, Word
from catalogue.search.compounds import pattern_of
from catalogue.search.embedded_fields import PLAIN, STEMS, number
from catalogue.search.embedded_query import (
    COMPOUND,
    EXACT_REFCODE,
    REFCODE_HEAD,
)
from catalogue.search.protocol import FILTERS, Access, Query
from catalogue.search.spelling import clean, fold, latin, refcode_key

Lookup = dict[str, Any]
_What = TypeVar("_What", str, tuple[str, ...])


def whole(query: Query, asked: Asked) -> Lookup:
    """Text and filters together."""
    found: Lookup = {"filter": list(_filters(query))}
    if asked.typed and (text := _text(query, asked)):
        found["must"] = [text]
    return {"bool": found}


# --- text ------------------------------------------------------------------------------------


def _text(query: Query, asked: Asked) -> Lookup | None:
    by_words = _clauses(asked.clauses, files=query.sees_closed)
    codes = _refcodes(asked.typed)
    if by_words is None and not codes:
        return None  # nothing but signs was typed
    return _any_of([*codes, *([by_words] if by_words else [])])


def _clauses(clauses: tuple[Clause, ...], *, files: bool) -> Lookup | None:
    if not clauses:
        return None
    found: dict[str, list[Lookup]] = {"must": [], "must_not": [], "should": []}
    for clause in clauses:
        lookup = _any_of([_atom(atom, files=files) for atom in clause.atoms])
        found[_occurs(clause)].append(lookup)
    if not found["must"]:
        # not only what helps to rank: something is to be found, and then some of it taken away
        found["must"].append({"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}})
    return {"bool": found}


def _occurs(clause: Clause) -> str:
    if clause.excluded:
        return "must_not"
    match clause.atoms:
        case (Word(_, required=False),):
            return "should"
        case _:
            return "must"


def _atom(atom: Atom, *, files: bool) -> Lookup:
    match atom:
        case Word(text):
            return _word(text, files=files)
        case Together(texts):
            every = [_word(text, files=files) for text in texts]
            return {"bool": {"must": every, "should": [_phrase(texts, files=files)]}}
        case Phrase(texts):
            return _phrase(texts, files=files)
        case Exact(text):
            return _as_it_stands(_term, fold(text), files=files)
        case Prefix(text):
            return _as_it_stands(_begins, fold(text), files=files)
        case _ as never:
            assert_never(never)


def _word(text: str, *, files: bool) -> Lookup:
    folded = fold(text)
    ways = [_as_it_stands(_term, folded, files=files)]
    for field, weight in STEMS.items():
        word = latin(text) if field.endswith("_en") else folded
        ways.append({"match": {field: {"query": word, "operator": "and", "boost": weight}}})
    if pattern := pattern_of(folded):
        ways.append({"regexp": {"long": {"value": pattern, "flags": "ALL", "boost": COMPOUND}}})
    return _any_of(ways)


def _phrase(texts: tuple[str, ...], *, files: bool) -> Lookup:
    return _as_it_stands(_row, tuple(fold(text) for text in texts), files=files)


def _as_it_stands(
    ask: Callable[[str, _What, float], Lookup], what: _What, *, files: bool
) -> Lookup:
    ways = [ask(field, what, weight) for field, weight in PLAIN.items()]
    if files:
        ways.append(ask("files", what, PLAIN["side_plain"]))
    return _any_of(ways)


def _term(field: str, word: str, weight: float) -> Lookup:
    return {"term": {field: {"value": word, "boost": weight}}}


def _begins(field: str, prefix: str, weight: float) -> Lookup:
    return {"prefix": {field: {"value": prefix, "boost": weight}}}


def _row(field: str, words: tuple[str, ...], weight: float) -> Lookup:
    return {"match_phrase": {field: {"query": " ".join(words), "boost": weight}}}


def _refcodes(typed: str) -> list[Lookup]:
    key = refcode_key(typed)
    if not key:
        return []
    ways = [_always(_equal("refcode", key), EXACT_REFCODE)]
    if any(c.isdigit() for c in key):
        ways.append(_always(_equal("refcode_head", key), REFCODE_HEAD))
    if typed.endswith("*"):
        ways.append(_always({"prefix": {"refcode": {"value": key}}}, REFCODE_HEAD))
    return ways


# --- filters ---------------------------------------------------------------------------------


def _filters(query: Query) -> Iterable[Lookup]:
    if not query.sees_closed:
        yield _between("public_from", None, number(query.today))
    if query.access is Access.OPEN:
        yield _between("content_from", None, number(query.today))
    elif query.access is Access.CLOSED:
        yield _between("content_from", number(query.today) + 1, None)
    if query.digital is not None:
        yield {"term": {"digital": query.digital}}
    if query.within is not None:
        yield _equal("within", query.within.hex)
    for field, name in FILTERS.items():
        if values := [clean(str(value)) for value in getattr(query, name)]:
            yield {"terms": {field: values}}
    if query.from_year is not None:
        yield _between("last_year", query.from_year, None)
    if query.to_year is not None:
        yield _between("first_year", None, query.to_year)


def _equal(field: str, value: str) -> Lookup:
    return {"term": {field: {"value": value}}}


def _between(field: str, lower: int | None, upper: int | None) -> Lookup:
    ends = {"gte": lower, "lte": upper}
    return {"range": {field: {end: year for end, year in ends.items() if year is not None}}}


def _always(lookup: Lookup, score: float) -> Lookup:
    return {"constant_score": {"filter": lookup, "boost": score}}


def _any_of(ways: Sequence[Lookup]) -> Lookup:
    return ways[0] if len(ways) == 1 else {"bool": {"should": ways, "minimum_should_match": 1}}
