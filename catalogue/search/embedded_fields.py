"""The fields of the embedded index, how their words are cut, and one entry as a document.

Every text is indexed as its folded words stand (phrases, prefixes, exact words), in German stems
and in English stems, as the holdings speak both and often in one sentence.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from tantivy import (
    Document,
    Filter,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from catalogue.search.protocol import SearchEntry
from catalogue.search.spelling import (
    clean,
    folded_latin,
    latin,
    refcode_heads,
    refcode_key,
    refcode_order,
)

LAYOUT = 1  # count up when documents are built otherwise than before

LONGEST_WORD = 100
_GAP = "\0"  # `clean` leaves none in a text, and folding leaves it alone
MOST_FILE_NAMES = 1_000  # of one description; a dump of 200,000 files is found by its title

# Words as they stand: exact words, phrases, prefixes. "side": reference codes, and the titles of
# the units above. Field -> weight.
PLAIN = {"title_plain": 4.0, "body_plain": 1.0, "side_plain": 0.25}
# Stems, by which units are found; those of the title once more, so that it counts.
STEMS = {"title_de": 2.4, "all_de": 0.6, "all_en": 0.5}
_CUTS = {
    "plain": ("folded", "position"),
    "de": ("german", "freq"),
    "en": ("english", "freq"),
}

KEYWORDS = ("level", "fonds", "genre", "media", "format", "language", "place", "subject")
"""Facets and filters with values of their own; stored untouched, as fast columns."""

NUMBERS = ("public_from", "content_from", "first_year", "last_year")


class Shown(NamedTuple):
    """What is kept to show a hit; days as YYYYMMDD."""

    id: str
    refcode: str
    title: str
    level: str
    dates: str
    first_year: int | None
    last_year: int | None
    content_from: int
    reason: str
    digital: bool
    texts: list[str]
    file_names: list[str]


def schema() -> Schema:
    """The schema of the index. A change of it changes `version`, so a new index is built."""
    builder = SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    for field in (*PLAIN, *STEMS):
        analyzer, option = _CUTS[field.rpartition("_")[2]]
        builder.add_text_field(field, tokenizer_name=analyzer, index_option=option)
    builder.add_text_field("files", tokenizer_name="folded", index_option="position")
    for name in ("refcode", "refcode_head", "within"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("order", tokenizer_name="raw", index_option="basic", fast=True)
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_boolean_field("digital", indexed=True, fast=True)
    return builder.build()


def version() -> str:
    """The folder name of an index of this layout: ``v1-3f2a9c10``."""
    described = repr((LAYOUT, [*PLAIN, *STEMS], _CUTS, KEYWORDS, NUMBERS, LONGEST_WORD))
    return f"v{LAYOUT}-{sha256(described.encode()).hexdigest()[:8]}"


def _analyzer(language: str = "") -> TextAnalyzer:
    # remove_long counts bytes; folded words of Latin letters have one byte a letter
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return (builder.filter(Filter.stemmer(language)) if language else builder).build()


def register(index: Index) -> None:
    """Tell an opened index how words are cut: tantivy does not keep that in its files."""
    index.register_tokenizer("folded", _analyzer())
    index.register_tokenizer("german", _analyzer("german"))
    index.register_tokenizer("english", _analyzer("english"))


_GERMAN, _ENGLISH = _analyzer("german"), _analyzer("english")


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, str]:
    """The German and English stem of one word, as they stand in the index."""
    plain = latin(word)
    return _first(_GERMAN.analyze(folded_latin(plain))), _first(_ENGLISH.analyze(plain))


def _first(found: list[str]) -> str:
    return found[0] if found else ""


def document(entry: SearchEntry) -> Document:
    """An entry as the index takes it."""
    return Document(**fields(entry))


def fields(entry: SearchEntry) -> dict[str, Any]:
    """An entry's values by field, words folded; whichever engine cuts them into stems."""
    prose = [clean(text) for text in _prose(entry) if text]
    lists = [[clean(one) for one in many if one] for many in (entry.subjects, entry.places)]
    # a list is shown as one line, but a phrase never runs from one of its values into the next
    texts = [*prose, *(" · ".join(one) for one in lists if one)]
    body = [*prose, *lists[0], *lists[1]]
    title = clean(entry.title)
    names = [clean(name) for name in entry.file_names[:MOST_FILE_NAMES]]
    found: dict[str, Any] = {
        "id": entry.id.hex,
        "shown": _shown(entry, title, texts, names),
        "files": [folded_latin(latin(name)) for name in names],
        "refcode": [refcode_key(c) for c in (entry.refcode, entry.old_refcode) if c],
        "refcode_head": refcode_heads(entry.refcode),
        "within": [ancestor.hex for ancestor in (*entry.ancestors, entry.id)],
        "order": refcode_order(entry.refcode),
        "digital": entry.digital,
        "content_from": _content_from(entry),
        "public_from": number(entry.metadata_public_from),
    }
    sides = [clean(text) for text in (entry.refcode, entry.old_refcode, *entry.path) if text]
    plain = latin(_GAP.join([title, *body, *sides]))  # at one go: a third of the time
    folded = folded_latin(plain).split(_GAP)
    found |= {
        "title_plain": folded[0],
        "body_plain": folded[1 : 1 + len(body)],
        "side_plain": folded[1 + len(body) :],
        "title_de": folded[0],
        "all_de": folded,
        "all_en": plain.split(_GAP),
    }
    found |= _keywords(entry)
    found |= _years(entry)
    return {name: value for name, value in found.items() if value != []}


def number(day: date) -> int:
    """A day as YYYYMMDD: integers sort, and know the year 9999 that no timestamp reaches."""
    return day.year * 10_000 + day.month * 100 + day.day


def _content_from(entry: SearchEntry) -> int:
    # content opens no earlier than the description that leads to it
    return number(max(entry.content_from, entry.metadata_public_from))


def _prose(entry: SearchEntry) -> tuple[str, ...]:
    return entry.scope, entry.note, entry.creator, entry.genre, entry.extent


def _keywords(entry: SearchEntry) -> dict[str, list[str]]:
    values = {
        "level": (str(entry.level),),
        "fonds": (entry.fonds,),
        "genre": (entry.genre,),
        "media": entry.media,
        "format": entry.formats,
        "language": (entry.language,),
        "place": entry.places,
        "subject": entry.subjects,
    }
    # the value that a filter is given is the value that was described, cleaned or not
    return {name: [clean(v) for v in dict.fromkeys(vs) if v] for name, vs in values.items()}


def _years(entry: SearchEntry) -> dict[str, int]:
    first = entry.first_year if entry.first_year is not None else entry.last_year
    last = entry.last_year if entry.last_year is not None else entry.first_year
    if first is None or last is None:
        return {}
    return {"first_year": first, "last_year": last}


def _shown(entry: SearchEntry, title: str, texts: list[str], names: list[str]) -> bytes:
    shown = Shown(
        id=entry.id.hex,
        refcode=clean(entry.refcode),
        title=title,
        level=str(entry.level),
        dates=clean(entry.dates),
        first_year=entry.first_year,
        last_year=entry.last_year,
        content_from=_content_from(entry),
        reason=entry.reason,
        digital=entry.digital,
        texts=texts,
        file_names=names,
    )
    return json.dumps(shown, ensure_ascii=False).encode()
