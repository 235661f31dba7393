"""Events: no field may hold what could name a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.event import FIELDS, Agent, AgentKind, Event, FieldKind, Kind, Outcome, utc

AT = datetime(2026, 11, 24, 1, 2, 3, 4999, tzinfo=UTC)
ID = UUID("01937f3a-0000-7000-8000-0000000012ab")
AGENT = Agent(AgentKind.ACCOUNT, UUID("01937f3a-0000-7000-8000-000000000001"))

# Every field an event may have. A new one is added here on purpose or not at all: it must be an
# identifier, a digest, a code of ours or a count, and must say nothing about a person.
KNOWN = {
    FieldKind.ID: {
        *("aip", "submission", "description", "account", "round", "upload", "permit", "order"),
        *("item", "mail", "delivery", "grant", "incident", "plan", "disposal"),
    },
    FieldKind.DIGEST: {
        "object",
        "found",
        "manifest",
        "files_root",
        "detail",
        "text",
        *("key_fingerprint", "former_fingerprint", "identity", "payload", "erased"),
    },
    FieldKind.CODE: {
        *("code", "store", "source_store", "verdict", "tool", "role", "depth"),
        *("state", "from_state", "purpose", "part", "ground"),
    },
    FieldKind.COUNT: {
        "generation",
        "files",
        "bytes",
        "checked",
        "intact",
        "altered",
        "missing",
        "unreadable",
        "units",
        "copies",
        "away",
        "owed",
        "created",
        "partition",
        "first",
        "last",
        "unidentified",
        *(
            "updated",
            "unchanged",
            "rejected",
            "superseded",
            "generations",
            "kept_from",
            "revision",
            "derived",
            "failed",
        ),
        *("accession", "unit", "size", "aips", "generations", "descriptions", "events"),
        "mismatched",
    },
}
GOOD: dict[FieldKind, str | int] = {
    FieldKind.ID: str(ID),
    FieldKind.DIGEST: f"sha256:{'0a' * 32}",
    FieldKind.CODE: "ingest.checksum-mismatch",
    FieldKind.COUNT: 7,
}
FREE_TEXT = [
    "",
    "Max Mustermann",
    "max@example.org",
    "akten/geheim.pdf",
    "Straße",
    "two words",
    "line\n",
    "x" * 65,
    "10.0.0.1/24",
    "-leading",
    str(ID).upper(),
    f"{{{ID}}}",
    "sha256:abc",
    f"sha256:{'0A' * 32}",
    f"sha256:{'0a' * 64}",
    f"sha512:{'0a' * 32}",
    f"md5:{'0a' * 16}",
]


def happened(**fields: str | int) -> Event:
    return Event(ID, Kind.STORED, AT, AGENT, fields=fields)


def test_the_list_of_fields() -> None:
    assert set(FieldKind) == {FieldKind.ID, FieldKind.DIGEST, FieldKind.CODE, FieldKind.COUNT}
    found = {kind: {n for n, k in FIELDS.items() if k is kind} for kind in FieldKind}
    assert found == KNOWN
    # a field must not take the place of what every event has
    assert not set(FIELDS) & {"id", "kind", "at", "agent", "outcome"}


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_takes_its_kind(name: str) -> None:
    value = GOOD[FIELDS[name]]
    assert json.loads(happened(**{name: value}).canonical())[name] == value


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_takes_free_text_or_another_kind(name: str) -> None:
    kind = FIELDS[name]
    wrong: list[object] = list(FREE_TEXT)
    wrong += [value for other, value in GOOD.items() if other is not kind]
    wrong += [None, True, 1.5, b"x", ["a"], {"a": 1}, -1, 1 << 53]
    if kind is FieldKind.CODE:
        # an id in lower case has the shape of a code; it still names nobody
        wrong.remove(GOOD[FieldKind.ID])
    for value in wrong:
        with pytest.raises(ValueError, match=name):
            happened(**{name: value})  # type: ignore[arg-type]


@given(st.text())
def test_codes_are_words_of_ours(text: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    try:
        happened(code=text)
    except ValueError:
        return
    assert set(text) <= allowed


@pytest.mark.parametrize("name", ["name", "title", "path", "reason", "ip", "id", "at", "agent"])
def test_other_fields_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no field"):
        happened(**{name: "x"})


def test_the_bytes_are_for_ever() -> None:
    assert happened(bytes=12, aip=str(ID)).canonical() == (
        b'{"agent":{"id":"01937f3a-0000-7000-8000-000000000001","kind":"account"},'
        b'"aip":"01937f3a-0000-7000-8000-0000000012ab","at":"2026-11-24T01:02:03.004Z",'
        b'"bytes":12,"id":"01937f3a-0000-7000-8000-0000000012ab","kind":"stored",'
        b'"outcome":"success"}'
    )


def test_the_largest_count_is_exact() -> None:
    largest = (1 << 53) - 1
    assert json.loads(happened(bytes=largest).canonical())["bytes"] == largest


def test_a_time_needs_its_zone_and_is_written_in_utc() -> None:
    with pytest.raises(ValueError, match="zone"):
        Event(ID, Kind.STORED, datetime(2026, 11, 24), AGENT)  # noqa: DTZ001 - that is the test
    berlin = timezone(timedelta(hours=1))
    assert utc(AT.astimezone(berlin)) == utc(AT) == "2026-11-24T01:02:03.004Z"


def test_what_was_checked_stays_what_it_was() -> None:
    fields: dict[str, str | int] = {"files": 1}
    event = Event(ID, Kind.STORED, AT, AGENT, fields=fields)
    fields["path"] = "akten/geheim.pdf"
    assert b"geheim" not in event.canonical()


def test_stored_values_never_change() -> None:
    assert {kind.value for kind in Kind} >= {
        "initialised",
        "received",
        "refused",
        "known",
        "stored",
        "checked",
        "damaged",
        "repaired",
        "repair-failed",
        "delivered",
        "checkpoint-conflict",
    }
    assert {one.value for one in Outcome} == {"success", "failure"}
    assert {one.value for one in AgentKind} == {"os-user", "account", "software"}
