"""Pages that say what the program says."""

from __future__ import annotations

import subprocess
import sys

from model.errors import CODES
from tests.conftest import ROOT


def test_the_page_of_errors_is_what_the_codes_say() -> None:
    page = subprocess.run(
        [sys.executable, ROOT / "scripts" / "errors"], capture_output=True, text=True, check=True
    ).stdout
    written = (ROOT / "docs" / "errors.md").read_text()
    assert written == page, "run .venv/bin/python scripts/errors > docs/errors.md"


def test_every_code_speaks_both_languages_and_says_what_to_do() -> None:
    for name, code in CODES.items():
        assert code.en, name
        assert code.de, name
        assert bool(code.hint_en) == bool(code.hint_de), name
        for sentence in (code.en, code.de, code.hint_en, code.hint_de):
            assert not sentence or sentence.endswith((".", "}")), f"{name}: {sentence}"
