"""Marking the searched words in what is shown: the original text, compared as the index compares.

Only the hits of one page are marked, so their words are folded and stemmed here once more; the
highlighter of an engine would mark the folded copy, which nobody may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalogue.search.asked import Asked, Exact, Phrase, Prefix, Together, Word
from catalogue.search.protocol import Segment
from catalogue.search.spelling import fold, word_spans

SNIPPET_LENGTH = 240  # characters; three lines at 1280 px
_LONGEST_TEXT = 50_000  # characters looked through in one text

Span = tuple[int, int]


@dataclass(slots=True)
class Marker:
    """Finds the words of one question in texts. ``stems`` gives a word's stems, as indexed."""

    stems: Callable[[str], tuple[str, str]]
    wanted_stems: set[tuple[int, str]] = field(default_factory=set)
    wanted_folded: set[str] = field(default_factory=set)
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    # a stem keeps the beginning of its word, so most words need not be stemmed to be passed over
    _begin: set[str] = field(default_factory=set)
    _known: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        asked: Asked,
        stems: Callable[[str], tuple[str, str]],
        compounds: Callable[[str], Sequence[str]],
    ) -> Marker:
        """The marker of a question; ``compounds`` of a folded word are marked as well."""
        marker = cls(stems)
        for atom in asked.wanted:
            match atom:
                case Word(text, required):
                    if required:
                        marker._want((text,), compounds)
                case Together(texts):
                    marker._want(texts, compounds)
                case Exact(text):
                    marker.wanted_folded.add(fold(text))
                case Prefix(text):
                    marker.prefixes += (fold(text),)
                case Phrase(texts):
                    marker.phrases += (tuple(fold(text) for text in texts),)
        return marker

    def _want(self, texts: Sequence[str], compounds: Callable[[str], Sequence[str]]) -> None:
        for text in texts:
            self.wanted_folded.add(fold(text))
            self.wanted_folded.update(compounds(fold(text)))
            stems = list(enumerate(self.stems(text)))
            self.wanted_stems.update(stems)
            self._begin.update(fold(stem)[:2] for _, stem in stems)

    def spans(self, text: str) -> list[Span]:
        """Where marks belong in a text."""
        spans = word_spans(text[:_LONGEST_TEXT])
        marked = [span for span in spans if self._is_wanted(text[slice(*span)])]
        if self.phrases:
            marked = sorted({*marked, *self._in_phrases(text, spans)})
        return marked

    def _is_wanted(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            folded = fold(word)
            known = (
                folded in self.wanted_folded
                or (bool(self.prefixes) and folded.startswith(self.prefixes))
                or (folded[:2] in self._begin and self._has_stem(word))
            )
            self._known[word] = known
        return known

    def _has_stem(self, word: str) -> bool:
        return any(stem in self.wanted_stems for stem in enumerate(self.stems(word)))

    def _in_phrases(self, text: str, spans: list[Span]) -> list[Span]:
        folded = [fold(text[slice(*span)]) for span in spans]
        return [
            span
            for phrase in self.phrases
            for start in range(len(folded) - len(phrase) + 1)
            if tuple(folded[start : start + len(phrase)]) == phrase
            for span in spans[start : start + len(phrase)]
        ]

    def marked(self, text: str) -> tuple[Segment, ...]:
        """The whole text, in segments."""
        return _segments(text, self.spans(text), 0, len(text))

    def snippet(self, texts: Sequence[str]) -> tuple[Segment, ...]:
        """The passage with the most marks among ``texts``; else how the first one begins."""
        best, best_spans, best_window = "", list[Span](), list[Span]()
        for text in texts:
            spans = self.spans(text)
            window = _densest(spans)
            if len(window) > len(best_window):
                best, best_spans, best_window = text, spans, window
        if not best_window:
            best = next((text for text in texts if text), "")
        first, last = _around(best, best_window)
        return _segments(best, best_spans, first, last)


def begins(text: str) -> tuple[Segment, ...]:
    """The beginning of a text, unmarked."""
    first, last = _around(text, [])
    return _segments(text, [], first, last)


def _densest(spans: list[Span]) -> list[Span]:
    """The most marks that fit into one snippet; the first such group."""
    best: list[Span] = []
    end = 0
    for start in range(len(spans)):
        while end < len(spans) and spans[end][1] - spans[start][0] <= SNIPPET_LENGTH:
            end += 1
        if end - start > len(best):
            best = spans[start:end]
    # a single word may be longer than a snippet
    return best or spans[:1]


def _around(text: str, window: list[Span]) -> Span:
    """The passage to show: the marks in the middle, words whole."""
    if len(text) <= SNIPPET_LENGTH + 20:  # three dots are no gain over two words
        return 0, len(text)
    if not window:
        return 0, _word_end(text, SNIPPET_LENGTH)
    first, last = window[0][0], window[-1][1]
    room = max(0, SNIPPET_LENGTH - (last - first))
    first = max(0, first - room // 2)
    last = min(len(text), max(last, first + SNIPPET_LENGTH))
    if first:
        space = text.find(" ", first, window[0][0])
        first = space + 1 if space >= 0 else first
    return first, max(window[-1][1], _word_end(text, last))


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - 40), at)
    return space if space > 0 else at


def _segments(text: str, spans: list[Span], first: int, last: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    at = first
    if first > 0:
        segments.append(Segment("… ", False))
    for start, end in spans:
        if start < first or end > last:
            continue
        if start > at:
            segments.append(Segment(text[at:start], False))
        segments.append(Segment(text[start:end], True))
        at = end
    if at < last:
        segments.append(Segment(text[at:last], False))
    if last < len(text):
        segments.append(Segment(" …", False))
    return tuple(segments)
