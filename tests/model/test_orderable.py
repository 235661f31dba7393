"""The decision table: what cannot be ordered, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from model.errors import CODES
from model.orderable import ORDERABLE, TABLE, Answer, Facts, answer
from model.permit import PermitState

GOOD = Facts(
    is_unit=True, on_paper=True, content_public=True, signed_in=True,
    permit=PermitState.VALID, basket_limit=5,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Answer.YES),
        ({"held": True}, Answer.YES_AFTER_ANOTHER),
        ({"is_unit": False}, Answer.AGGREGATE),
        ({"content_public": False, "opens": date(2040, 1, 1)}, Answer.CLOSED_UNTIL),
        ({"content_public": False}, Answer.CLOSED),
        ({"on_paper": False}, Answer.ONLINE_ONLY),
        ({"blocked": True}, Answer.BLOCKED),
        ({"signed_in": False, "permit": None}, Answer.SIGN_IN),
        ({"permit": None}, Answer.NO_PERMIT),
        ({"permit": PermitState.DRAFT}, Answer.NO_PERMIT),
        ({"permit": PermitState.EXPIRED}, Answer.NO_PERMIT),
        ({"permit": PermitState.SUBMITTED}, Answer.PERMIT_PENDING),
        ({"permit": PermitState.REFUSED}, Answer.PERMIT_REFUSED),
        ({"permit": PermitState.REVOKED}, Answer.PERMIT_REFUSED),
        ({"in_basket": True}, Answer.IN_BASKET),
        ({"ordered": True}, Answer.ORDERED),
        ({"basket": 5}, Answer.BASKET_FULL),
        # of two reasons, the one that tells less about what is closed
        ({"content_public": False, "on_paper": False, "blocked": True}, Answer.CLOSED),
        ({"ordered": True, "in_basket": True, "permit": None}, Answer.ORDERED),
    ],
)
def test_each_reason(changes: dict[str, object], expected: Answer) -> None:
    assert answer(replace(GOOD, **changes)) is expected  # type: ignore[arg-type]


def test_every_answer_is_in_the_table_once() -> None:
    assert sorted(word for word, _ in TABLE) == sorted(Answer)


def test_every_refusal_has_its_sentence() -> None:
    assert {f"reading.{one.value}" for one in Answer if one not in ORDERABLE} <= set(CODES)


def test_nothing_closed_is_ever_orderable() -> None:
    flags = ("on_paper", "blocked", "signed_in", "in_basket", "ordered", "held")
    for values in product((False, True), repeat=len(flags)):
        for permit in (None, *PermitState):
            chosen: dict[str, Any] = dict(zip(flags, values, strict=True))
            closed = replace(GOOD, content_public=False, permit=permit, **chosen)
            assert answer(closed) is Answer.CLOSED
            unpermitted = replace(closed, content_public=True)
            if answer(unpermitted) in ORDERABLE:
                assert permit is PermitState.VALID
                assert unpermitted.signed_in
