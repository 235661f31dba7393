"""Dublin Core: what a harvester finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from model.period import Period
from schemas.dublin_core import DC, OAI_DC, write_dublin_core
from schemas.xml import parse
from tests.schemas.samples import DESCRIPTION


def said(document: bytes) -> list[tuple[str, str | None]]:
    root = parse(document)
    assert root.tag == f"{{{OAI_DC}}}dc"
    return [(child.tag.removeprefix(f"{{{DC}}}"), child.text) for child in root]


def test_what_is_known_is_said_and_nothing_else() -> None:
    assert said(write_dublin_core(DESCRIPTION, ark="ark:99999/m1x")) == [
        ("title", "Bürgermeister & Rat"),
        ("subject", "Rat"),
        ("subject", "Wahl"),
        ("date", "um 1827"),
        ("identifier", "BM 1/2"),
        ("identifier", "ark:99999/m1x"),
        ("rights", "CC0"),
    ]


def test_days_are_for_programs_and_text_for_people() -> None:
    days = Period(date(1827, 1, 1), date(1830, 12, 31), "um 1827 bis 1830")
    dates = [
        v for k, v in said(write_dublin_core(replace(DESCRIPTION, period=days))) if k == "date"
    ]
    assert dates == ["1827-01-01/1830-12-31", "um 1827 bis 1830"]


def test_an_unknown_period_is_not_a_date() -> None:
    undated = replace(DESCRIPTION, period=Period())
    assert "date" not in dict(said(write_dublin_core(undated)))


def test_text_that_xml_cannot_hold_is_replaced() -> None:
    odd = replace(DESCRIPTION, scope="a\x0bb\ud800c")
    assert ("description", "a\ufffdb\ufffdc") in said(write_dublin_core(odd))
