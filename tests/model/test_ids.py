"""Identifiers: their layout, their order, and ARKs that people copy by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import MunimentError
from model.ids import ark, from_ark, object_key, parse_uuid, partition_of, uuid7

AT = datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)
KEYBOARD = "0123456789abcdefghijklmnopqrstuvwxyz:/.,;_+*~ =äöüß"
MEANINGLESS = "-\u2010\u2011\u2012\u2013\u2014\u2015"  # ARK specification: hyphens mean nothing

instants = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
uuids = st.builds(uuid7, instants, st.binary(min_size=10, max_size=10))


@given(instants, st.binary(min_size=10, max_size=10))
def test_the_layout_is_that_of_rfc_9562(at: datetime, randomness: bytes) -> None:
    identifier = uuid7(at, randomness)
    assert identifier.version == 7
    assert identifier.variant == RFC_4122
    # to the millisecond, without the errors of floating point
    assert identifier.int >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        milliseconds=1
    )
    drawn = int.from_bytes(randomness, "big")
    kept = (0xFFF << 64) | ((1 << 62) - 1)
    assert identifier.int & kept == drawn & kept


@given(instants, st.integers(1, 10_000_000), st.binary(min_size=10, max_size=10))
def test_later_ones_sort_behind(at: datetime, milliseconds: int, randomness: bytes) -> None:
    earlier = uuid7(at, b"\xff" * 10)
    try:
        later = uuid7(at + timedelta(milliseconds=milliseconds), randomness)
    except OverflowError:
        return
    assert earlier < later
    assert str(earlier) < str(later)
    assert earlier.bytes < later.bytes


@pytest.mark.parametrize("length", [0, 9, 11, 16])
def test_too_little_or_too_much_randomness_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(AT, bytes(length))


@given(uuids)
def test_only_the_canonical_spelling_is_an_identifier(identifier: UUID) -> None:
    text = str(identifier)
    assert parse_uuid(text) == identifier
    others = (
        text.upper().replace("-", ""),
        text.replace("-", ""),
        f"{{{text}}}",
        f"urn:uuid:{text}",
        f" {text}",
        f"{text}\n",
        text[:-1],
        text + "0",
        "",
    )
    assert all(parse_uuid(other) is None for other in others)


def test_the_partition_is_the_folders() -> None:
    identifier = UUID("01937f3a-0000-7000-8000-0000000012ab")
    assert partition_of(identifier) == 0x12AB
    assert object_key(identifier, 7) == f"aip/12/ab/{identifier}/v00007.zip"
    assert object_key(identifier, 99_999).endswith("/v99999.zip")


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_keys_sort_like_generations(one: int, other: int) -> None:
    identifier = uuid7(AT, bytes(10))
    in_order = object_key(identifier, one) < object_key(identifier, other)
    assert in_order == (one < other)


@pytest.mark.parametrize("generation", [0, -1, 100_000])
def test_other_generations_have_no_key(generation: int) -> None:
    with pytest.raises(MunimentError) as raised:
        object_key(uuid7(AT, bytes(10)), generation)
    assert raised.value.code == "aip.generation-out-of-range"


@given(st.uuids(), st.sampled_from(["99999", "12025", "00000", "b5072"]))
def test_an_ark_names_one_identifier(identifier: UUID, naan: str) -> None:
    text = ark(naan, identifier)
    assert from_ark(text) == identifier
    assert text.startswith(f"ark:{naan}/m1")


@given(uuids, st.data())
def test_spellings_that_mean_the_same(identifier: UUID, data: st.DataObject) -> None:
    text = ark("99999", identifier)
    assert from_ark(text.upper()) == identifier
    assert from_ark(text.replace("ark:", "ark:/")) == identifier
    assert from_ark(text.removeprefix("ark:")) == identifier
    hyphen = data.draw(st.sampled_from(MEANINGLESS))
    place = data.draw(st.integers(len("ark:"), len(text)))
    assert from_ark(text[:place] + hyphen + text[place:]) == identifier


@pytest.mark.parametrize("naan", ["99999", "12025", "00000"])
def test_every_single_typo_is_noticed(naan: str) -> None:
    identifiers = (UUID(int=0), UUID(int=(1 << 128) - 1), uuid7(AT, b"0123456789"))
    for identifier in identifiers:
        text = ark(naan, identifier)
        for place, right in enumerate(text):
            for wrong in KEYBOARD:
                if wrong != right:
                    mistyped = text[:place] + wrong + text[place + 1 :]
                    assert from_ark(mistyped) is None, mistyped


@pytest.mark.parametrize("naan", ["99999", "12025"])
def test_every_character_left_out_doubled_or_swapped_is_noticed(naan: str) -> None:
    text = ark(naan, uuid7(AT, b"0123456789"))
    body = len("ark:")
    for place in range(body, len(text)):
        assert from_ark(text[:place] + text[place + 1 :]) is None
        assert from_ark(text[:place] + text[place] + text[place:]) is None
    for place in range(body, len(text) - 1):
        one, other = text[place], text[place + 1]
        if one != other:
            swapped = text[:place] + other + one + text[place + 2 :]
            assert from_ark(swapped) is None, swapped


@given(st.text(max_size=60))
def test_anything_else_is_no_ark_and_no_crash(text: str) -> None:
    assert from_ark(text) is None
    assert parse_uuid(text) is None
