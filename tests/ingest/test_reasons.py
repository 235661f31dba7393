"""No sentence begins in German and ends in English: reasons are phrases in both languages."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from ingest.bag import open_bag
from ingest.limits import Limits
from model.errors import MalformedError, MunimentError, Phrase
from schemas.tag_lines import BagSyntaxError
from tests.conftest import ROOT

LANGUAGE = ("problem", "limit")  # details that are words, where others are names and numbers


def test_a_detail_that_is_language_follows_the_language() -> None:
    error = MunimentError("ingest.bag-invalid", path="b", problem=Phrase("it is red", "es ist rot"))
    assert "it is red" in error.message("en")
    assert "es ist rot" in error.message("de")
    assert "it is red" in str(error)
    # A job runs in another process: what it keeps of an error speaks both languages as well.
    again = MunimentError(error.code, **json.loads(json.dumps(error.kept())))
    assert again.message("de") == error.message("de")
    assert again.message("en") == error.message("en")


def test_malformed_says_it_in_both() -> None:
    error: MalformedError = BagSyntaxError(3, "no path", "kein Pfad")
    assert str(error) == "line 3: no path"
    assert error.problem == Phrase("line 3: no path", "Zeile 3: kein Pfad")


def test_a_bag_is_refused_in_german(tmp_path: Path) -> None:
    (tmp_path / "b" / "data").mkdir(parents=True)
    (tmp_path / "b" / "data" / "a.txt").write_text("a")
    (tmp_path / "b" / "bagit.txt").write_text("BagIt-Version: drei\nTag-File: UTF-8\n")
    with pytest.raises(MunimentError) as caught:
        open_bag(tmp_path / "b", "b", Limits())
    assert "bagit.txt, Zeile 1: nicht in der Form" in caught.value.message("de")


@pytest.mark.parametrize("path", sorted((ROOT / "ingest").glob("*.py")), ids=lambda p: p.stem)
def test_no_reason_of_ingest_is_in_one_language_only(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "MunimentError"):
            continue
        code = node.args[0]
        if not (isinstance(code, ast.Constant) and str(code.value).startswith("ingest.")):
            continue
        for detail in node.keywords:
            if detail.arg in LANGUAGE:
                assert not isinstance(detail.value, ast.Constant | ast.JoinedStr), detail.lineno
