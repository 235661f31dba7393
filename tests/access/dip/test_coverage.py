"""A file goes out only where every unit that covers it is open."""

from __future__ import annotations

from datetime import date
from functools import reduce
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from access.dip.coverage import Gate
from model.rights import Opening, Reason, strictest
from model.rights.opening import ALWAYS, NEVER

AIP = UUID("01937f3a-0000-7000-8000-0000000012ab")
TODAY = date(2026, 11, 24)
SEGMENT = st.sampled_from(["a", "b", "a.txt", "ab"])
PATHS = st.lists(SEGMENT, max_size=4).map("/".join)
DAYS = st.sampled_from([ALWAYS, TODAY, date(2030, 1, 1), NEVER])


def opening(content: date, metadata: date) -> Opening:
    return Opening(metadata, content, Reason.GENERAL, "by-2026")


OPENINGS = st.builds(opening, DAYS, DAYS)


def is_public(_aip: UUID, _path: str, one: Opening) -> bool:
    return one.content_public(TODAY)


@given(st.dictionaries(PATHS, OPENINGS, max_size=6), PATHS.filter(bool))
def test_the_strictest_of_all_that_cover_it(known: dict[str, Opening], name: str) -> None:
    covering = [
        one for path, one in known.items() if path in ("", name) or name.startswith(f"{path}/")
    ]
    expected = bool(covering) and reduce(strictest, covering).content_public(TODAY)
    assert Gate(AIP, known, is_public).passes(name) is expected
    assert Gate(AIP, known, None).passes(name)


def test_what_nobody_described_is_closed() -> None:
    assert not Gate(AIP, {}, is_public).passes("a")


def test_the_state_tells_what_may_go_out() -> None:
    public, closed = opening(ALWAYS, ALWAYS), opening(NEVER, ALWAYS)
    states = {
        Gate(AIP, known, is_public).state()
        for known in ({}, {"": public}, {"": closed}, {"": public, "a": closed}, {"a": public})
    }
    assert len(states) == 5
    assert Gate(AIP, {"": closed}, None).state() == Gate(AIP, {"": public}, is_public).state()
