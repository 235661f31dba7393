"""The identity of a submission: the same again is the same, anything else is not."""

from __future__ import annotations

import unicodedata
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from model.digests import sha512
from model.submission import identity, normalised, payload_digest

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
deliveries = st.dictionaries(names, st.binary(max_size=8).map(sha512), max_size=6)
rows = st.dictionaries(names, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


@given(deliveries, st.randoms())
def test_the_order_of_files_means_nothing(files: dict[str, bytes], random: object) -> None:
    listed = list(files.items())
    shuffled = list(listed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert payload_digest(listed) == payload_digest(shuffled)


@given(deliveries, deliveries)
def test_other_files_are_another_payload(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    same = payload_digest(one.items()) == payload_digest(other.items())
    assert same == (one == other)


def test_names_cannot_be_cut_elsewhere() -> None:
    digest = sha512(b"")
    assert payload_digest([("a", digest), ("b", digest)]) != payload_digest(
        [("a" + digest.decode("latin-1"), digest)]
    )
    # both spellings of a name are different names: what is delivered is never changed
    composed, decomposed = "ä", unicodedata.normalize("NFD", "ä")
    assert payload_digest([(composed, digest)]) != payload_digest([(decomposed, digest)])


@given(rows)
def test_normalising_twice_changes_nothing(row: dict[str, str]) -> None:
    assert normalised(normalised(row)) == normalised(row)


def test_what_says_nothing_is_left_out() -> None:
    decomposed = unicodedata.normalize("NFD", "Straßenbauämter")
    assert normalised({"title": f"  {decomposed}\n 1905 ", "note": " \t", "x": ""}) == {
        "title": "Straßenbauämter 1905"
    }


def test_rows_in_any_order_but_each_of_them() -> None:
    payload = sha512(b"payload")
    said = [{"title": "A"}, {"title": "B"}, {"title": "C", "note": "x"}]
    assert len({identity(payload, order) for order in permutations(said)}) == 1
    assert identity(payload, said) == identity(payload, [*said[:2], {"note": " x", "title": "C "}])
    others = [
        said[:2],
        [*said, {"title": "A"}],
        [{"title": "A", "note": "x"}, {"title": "B"}, {"title": "C"}],
        [{"title": "AB"}, {"title": "C", "note": "x"}],
        [],
    ]
    digests = {identity(payload, other) for other in others} | {identity(payload, said)}
    assert len(digests) == len(others) + 1
    assert identity(sha512(b"other"), said) != identity(payload, said)


@given(st.lists(rows, max_size=3), st.lists(rows, max_size=3))
def test_other_words_are_another_submission(
    one: list[dict[str, str]], other: list[dict[str, str]]
) -> None:
    def meaning(said: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
        return sorted(sorted(normalised(row).items()) for row in said)

    same = identity(b"", one) == identity(b"", other)
    assert same == (meaning(one) == meaning(other))
