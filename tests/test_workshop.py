"""The promises that the workshop makes about the project's own files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

from model.errors import CODES
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = PROJECT["tool"]["importlinter"]["root_packages"]

LONGEST_CODE_FILE = 400  # lines; above it a file holds two words
CODE = {".css", ".html", ".js", ".py", ".sh", ""}  # "": scripts, the Makefile

# The places that packages come from. Written apart, so that this file passes its own test.
REGISTRIES = re.compile(
    r"(pypi|pythonhosted|npmjs|yarnpkg|crates|conda|jsdelivr|unpkg)" + r"\.(org|io|com|net)\b"
)
# A path of the machine that something was written on.
MACHINES = re.compile(r"(?<![\w.<>{}/~-])/(work|root|home|Users|tmp/w)" + r"/[\w.-]+")


@cache
def own_files() -> list[Path]:
    """What git holds or would hold: no file that a target of the Makefile made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is not a git checkout, so nobody knows which files are the project's")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts() -> dict[str, str]:
    """Every file of ours that is text, by its name."""
    found = {}
    for path in own_files():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found[str(path.relative_to(ROOT))] = content.decode("utf-8", errors="replace")
    return found


def test_the_floors_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    verdict = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, check=False)
    assert verdict.returncode == 0, verdict.stdout.decode() + verdict.stderr.decode()


def test_every_room_is_on_a_floor_in_the_wheel_and_measured() -> None:
    floors = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert sorted(re.findall(r"\w+", " ".join(floors))) == ROOMS
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ROOMS
    assert PROJECT["tool"]["coverage"]["run"]["source"] == ROOMS


def test_the_wheel_holds_every_file_of_the_rooms(tmp_path: Path) -> None:
    """Templates, messages and database revisions too: an installed archive has no checkout."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {str(path.relative_to(ROOT)) for path in own_files()}
    assert {name for name in ours if name.split("/")[0] in ROOMS} - packed == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_has_a_package_of_the_name(room: str) -> None:
    assert set(packages_distributions().get(room, ["muniment"])) <= {"muniment"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_when_imported(room: str) -> None:
    assert (ROOT / room / "__init__.py").is_file()


def test_no_file_names_a_registry() -> None:
    named = {name: REGISTRIES.findall(text) for name, text in texts().items()}
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


def test_no_file_names_a_place_on_the_machine_it_was_written_on() -> None:
    named = {name: [m.group() for m in MACHINES.finditer(t)] for name, t in texts().items()}
    assert {name: places for name, places in named.items() if places} == {}


def test_locks_pin_by_hash_and_hold_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        lock = path.read_text()
        pins = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", lock).strip())
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins), path.name
        assert "://" not in lock, path.name
    npm = (ROOT / "package-lock.json").read_text()
    assert "://" not in npm
    fetched = [package for name, package in json.loads(npm)["packages"].items() if name]
    assert all(package["integrity"].startswith("sha512-") for package in fetched)


def test_no_code_file_is_too_long() -> None:
    lengths = {
        name: text.count("\n")
        for name, text in texts().items()
        if Path(name).suffix in CODE and name != "LICENSE"
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_CODE_FILE} == {}


def anchors(markdown: str) -> set[str]:
    """The anchors that headings get where Markdown is shown."""
    titles = re.findall(r"(?m)^#+ +(.*?) *#*$", markdown)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_documents_link_to_what_is_there() -> None:
    broken = []
    for name, text in texts().items():
        if not name.endswith(".md"):
            continue
        prose = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)|(?:src|href)=\"([^\"]+)\"", prose):
            link = "".join(target)
            if re.match(r"[a-z]+:", link):
                continue
            file, _, anchor = link.partition("#")
            path = (ROOT / name).parent / file if file else ROOT / name
            known = path.exists() and (
                not anchor or path.suffix != ".md" or anchor in anchors(path.read_text())
            )
            if not known:
                broken.append(f"{name}: {link}")
    assert broken == []


def test_every_error_code_is_documented_and_none_that_is_not() -> None:
    documented = (ROOT / "docs" / "errors.md").read_text()
    missing = {code for code in CODES if f"`{code}`" not in documented}
    assert missing == set()
    domains = "|".join({code.partition(".")[0] for code in CODES})
    gone = set(re.findall(rf"`((?:{domains})\.[a-z-]+)`", documented)) - set(CODES)
    assert gone == set()
