"""The index as OpenSearch has it: the embedded engine's fields, and an entry as a document.

Words come folded (`spelling`), so both engines bring the same spellings together. OpenSearch cuts
them into stems itself. ``long`` holds the words that may be compounds, to be looked through.
"""

from __future__ import annotations

from typing import Any

from catalogue.search.compounds import long_words
from catalogue.search.embedded_fields import (
    KEYWORDS,
    LONGEST_WORD,
    NUMBERS,
    PLAIN,
    STEMS,
    fields,
    version,
)
from catalogue.search.protocol import SearchEntry
from catalogue.search.spelling import words

LAYOUT = 1  # count up when the mapping changes, or documents are built otherwise
DEEPEST = 100_000  # hits that can be paged through; further down is by filter
_LONGEST_VALUE = 8_000  # characters; Lucene takes 32,766 bytes


def layout() -> str:
    """Part of the index's name, so that another layout is another index."""
    return f"{version()}-{LAYOUT}"


def body() -> dict[str, Any]:
    """Settings and mapping of a new index."""
    return {
        "settings": {
            "number_of_shards": 1,  # two million descriptions are a few gigabytes
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",  # seen at a commit, not in between
            "max_result_window": DEEPEST,
            "analysis": _ANALYSIS,
        },
        "mappings": {"dynamic": "strict", "properties": _properties()},
    }


def document(entry: SearchEntry) -> dict[str, Any]:
    """An entry as OpenSearch takes it; its ``_id`` is the entry's."""
    found = fields(entry)
    found["shown"] = found["shown"].decode()
    plain = (text for name in PLAIN for text in _many(found.get(name, [])))
    found["long"] = long_words(word for text in plain for word in words(text))
    return found


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


# Letters and numbers make a word, as for the embedded engine.
_ANALYSIS: dict[str, Any] = {
    "tokenizer": {"words": {"type": "pattern", "pattern": r"[^\p{IsAlphabetic}\p{N}]+"}},
    "filter": {
        "not_too_long": {"type": "length", "max": LONGEST_WORD},
        "german_stem": {"type": "snowball", "language": "German"},
        "english_stem": {"type": "snowball", "language": "English"},
    },
    "analyzer": {
        "plain": {"tokenizer": "words", "filter": ["not_too_long"]},
        "de": {"tokenizer": "words", "filter": ["not_too_long", "german_stem"]},
        "en": {"tokenizer": "words", "filter": ["not_too_long", "english_stem"]},
    },
}


def _properties() -> dict[str, Any]:
    keyword = {"type": "keyword", "ignore_above": _LONGEST_VALUE}
    unsorted = {"type": "keyword", "ignore_above": _LONGEST_VALUE, "doc_values": False}
    found: dict[str, Any] = {
        "id": {"type": "keyword"},
        "shown": {"type": "keyword", "index": False, "doc_values": False},
        "order": keyword,
        "digital": {"type": "boolean"},
        "files": {"type": "text", "analyzer": "plain"},
    }
    for name in (*PLAIN, *STEMS):
        cut = name.rpartition("_")[2]
        found[name] = {"type": "text", "analyzer": cut}
        if cut != "plain":
            found[name]["index_options"] = "freqs"
    for names, kind in (
        (("refcode", "refcode_head", "within", "long"), unsorted),
        (KEYWORDS, keyword),
        (NUMBERS, {"type": "integer"}),
    ):
        found |= dict.fromkeys(names, kind)
    return found
