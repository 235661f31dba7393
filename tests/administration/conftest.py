"""Real archives in temporary folders, and the command line as scripts see it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from administration.cli import main

METADATA = """\
path;reference_code;parent;level;title;date_range;published
;LF;;fonds;Stadt Lindenfurt;1827-1950;yes
rat;LF-RAT-1;LF;file;Ratsprotokolle der Stadt;1827-1830;yes
bau;LF-BAU-1;LF;file;Bauakte Brücke;1899;
personal;LF-PER-1;LF;file;Personalakte;2001-2010;
"""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def error(self) -> str:
        """The code of the error; the sentence on standard error names it too."""
        code = str(self.document["error"]["code"])
        assert f"[{code}]" in self.err
        assert self.err.count("\n") == 1, "an error is one line"
        assert self.document["error"]["message"]
        return code


@dataclass(frozen=True)
class Muniment:
    """The command line over one home."""

    home: Path

    def __call__(self, *words: object, home: bool = True) -> Answer:
        arguments = [str(word) for word in words]
        if home:
            arguments += ["--home", str(self.home)]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
        assert "Traceback" not in err.getvalue()
        return Answer(code, out.getvalue(), err.getvalue())

    def json(self, *words: object, ends: int = 0) -> dict[str, Any]:
        """The document of a command that ends with ``ends``."""
        answer = self(*words, "--json")
        assert answer.code == ends, answer.err + answer.out
        return answer.document


def deliver(folder: Path) -> Path:
    """A delivery of three units with their finding aid."""
    for name, text in (
        ("rat/protokoll.txt", "Der Rat hat beschlossen.\n"),
        ("rat/beilage/liste.txt", "Eins\nZwei\n"),
        ("bau/brücke.txt", "Die Brücke ist zu bauen.\n"),
        ("personal/akte.txt", "vertraulich\n"),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "metadata.csv").write_text(METADATA)
    return folder


def flip_a_bit(muniment: Muniment, store: str, aip: str) -> Path:
    """Damage one copy."""
    (damaged,) = (muniment.home / "stores" / store).glob(f"aip/*/*/{aip}/v00001.zip")
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[content.index(b"beschlossen")] ^= 1
    damaged.write_bytes(content)
    return damaged


def notes(muniment: Muniment, ends: int = 0) -> dict[str, str]:
    found = muniment.json("doctor", ends=ends)
    return {check["check"]: check["state"] for check in found["checks"]}


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MUNIMENT_HOME", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture(scope="session")
def stocked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stocked")
    muniment = Muniment(root / "home")
    muniment.json("init")
    delivery = deliver(root / "delivery")
    results = muniment.json("ingest", delivery)["results"]
    assert [one["status"] for one in results] == ["stored"] * 3
    return muniment.home


@pytest.fixture
def empty(tmp_path: Path) -> Muniment:
    """A new archive."""
    muniment = Muniment(tmp_path / "home")
    muniment.json("init")
    return muniment


@pytest.fixture
def stocked(stocked_once: Path, tmp_path: Path) -> Muniment:
    """An archive with three units, to be damaged at will."""
    return Muniment(Path(shutil.copytree(stocked_once, tmp_path / "home")))


@pytest.fixture(scope="session")
def shelf(stocked_once: Path) -> Muniment:
    """The same for those who only look."""
    return Muniment(stocked_once)
