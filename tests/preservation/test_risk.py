"""The ratings of formats: ours are right, and what is wrong is said."""

from __future__ import annotations

import pytest

from catalogue.formats import Amount, Held, Unidentified
from preservation.formats import Assessed, Assessment
from preservation.risk import NOT_ASSESSED, Level, RiskFileError, ours, read_risks

ENTRY = """
[[rating]]
puids = ["fmt/1-3"]
level = "low"
reason.en = "Read everywhere."
reason.de = "Überall lesbar."
[[rating]]
puids = ["x-fmt/9"]
level = "high"
reason.en = "Nobody reads it."
reason.de = "Niemand liest es."
suggestion = { puid = "fmt/2", name = "Two" }
"""


def test_ours_are_right() -> None:
    found = ours()
    assert len(found) > 150
    bitmap = found["fmt/116"]
    assert bitmap.level is Level.MEDIUM
    assert bitmap.suggestion is not None
    assert bitmap.suggestion.puid == "fmt/353"
    for rating in found.values():
        said = rating.reason.said("en"), rating.reason.said("de")
        assert said[0] != said[1]
        assert all(text.endswith(".") and len(text) <= 100 for text in said)


def test_spans_and_suggestions() -> None:
    found = read_risks(ENTRY)
    assert sorted(found) == ["fmt/1", "fmt/2", "fmt/3", "x-fmt/9"]
    assert found.get("fmt/4", NOT_ASSESSED).level is Level.NOT_ASSESSED
    assert found["x-fmt/9"].reason.said("de") == "Niemand liest es."


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("[[rating]]", "[[rating", "not TOML"),
        ("[[rating]]", "[[ratings]]", "nothing else"),
        ("level =", "lvel =", "keys other"),
        ('"low"', '"none"', "not low, medium or high"),
        ('"low"', '["low"]', "not low, medium or high"),
        ('"low"', '"not-assessed"', "not low, medium or high"),
        ('reason.de = "Überall lesbar."', "", "en and de"),
        ('"Überall lesbar."', '" "', "empty text"),
        ('["fmt/1-3"]', "[]", "must list PUIDs"),
        ('"fmt/1-3"', '"bmp"', "neither a PUID"),
        ('"fmt/1-3"', "7", "neither a PUID"),
        ('"fmt/1-3"', '"fmt/3-1"', "not a span"),
        ('"fmt/1-3"', '"fmt/1-999"', "not a span"),
        ('"fmt/1-3"', '"fmt/1-3", "fmt/2"', "rated twice"),
        ('puid = "fmt/2"', 'puid = "fmt/8"', "not rated low"),
        (', name = "Two"', "", "puid and name"),
        ('"high"', '"low"', "needs no suggestion"),
    ],
)
def test_what_is_wrong_is_said(right: str, wrong: str, problem: str) -> None:
    assert right in ENTRY
    with pytest.raises(RiskFileError, match=problem):
        read_risks(ENTRY.replace(right, wrong))


def test_shares_of_all_files() -> None:
    held = Held("fmt/116", "Windows Bitmap", "3.0", "image/bmp", Amount(3, 30, 1))
    found = Assessment(
        (Assessed(held, ours()["fmt/116"]),), Unidentified(Amount(1, 1, 1), (("text/plain", 1),))
    )
    assert [(one.level, one.files, one.percent) for one in found.shares] == [
        ("unidentified", 1, 25.0),
        ("high", 0, 0.0),
        ("medium", 3, 75.0),
        ("not-assessed", 0, 0.0),
        ("low", 0, 0.0),
    ]
    nothing = Assessment((), Unidentified(Amount(), ()))
    assert {one.percent for one in nothing.shares} == {0.0}
