"""`descriptions erase`: what the law demands, on the command line."""

from __future__ import annotations

import contextlib
from pathlib import Path

from tests.administration.conftest import Muniment

FINDING_AID = """<?xml version="1.0" encoding="UTF-8"?>
<ead xmlns="urn:isbn:1-931666-22-9">
<eadheader><eadid>F1</eadid><filedesc><titlestmt><titleproper>Bauamt</titleproper>
</titlestmt></filedesc></eadheader><archdesc level="collection" type="Findbuch"><did>
<unitid>F1</unitid></did><dsc><c level="collection" id="F1"><did><unitid>F1</unitid>
<unittitle>Bauamt</unittitle></did>
<c level="file" id="c1"><did><unitid>F1-1a</unitid><unittitle>Adelheid Moosburger</unittitle></did>
<scopecontent><p>Brief der Adelheid Moosburger</p></scopecontent></c>
</c></dsc></archdesc></ead>"""


def where(home: Path) -> list[str]:
    found = []
    for path in home.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and b"Moosburger" in path.read_bytes():
                found.append(str(path.relative_to(home)))
    return found


def test_no_byte_of_it_is_left_in_the_archive(empty: Muniment, tmp_path: Path) -> None:
    aid = tmp_path / "aid.xml"
    aid.write_text(FINDING_AID)
    empty.json("import-ead", aid)
    assert empty.json("search", "Moosburger")["total"] == 1
    assert len(where(empty.home)) >= 3, "two stores and the database"
    answer = empty.json(
        "descriptions", "erase", "F1-1a", "--reason", "Beschluss vom 1.11.", "--set", "title=Akte"
    )
    assert answer == {"refcode": "F1-1a", "revision": 2, "aips": [], "everywhere": True}
    assert where(empty.home) == []
    assert empty.json("show", "F1-1a")["title"] == "Akte"
    kinds = [one["kind"] for one in empty.json("events", "F1-1a")["events"]]
    assert "description-erased" in kinds
    again = empty.json("import-ead", aid)
    assert again["unchanged"] == 2, "the same finding aid brings nothing back"
    assert where(empty.home) == []


def test_the_bag_that_still_says_it_is_named(stocked: Muniment) -> None:
    answer = stocked.json("descriptions", "erase", "LF-PER-1", "--reason", "Gesetz")
    assert len(answer["aips"]) == 1
    assert "Personalakte" not in stocked("show", "LF-PER-1").out
    assert stocked.json("show", "LF-PER-1")["title"] == "[…]"


def test_a_store_that_is_away_ends_with_three(stocked: Muniment) -> None:
    south = stocked.home / "stores" / "south"
    south.rename(stocked.home / "away")
    answer = stocked("descriptions", "erase", "LF-PER-1", "--reason", "Gesetz", "--json")
    assert answer.code == 3
    assert answer.document["everywhere"] is False
    (stocked.home / "away").rename(south)
    stocked.json("tidy")
    held = [path for path in where_else(stocked.home) if "journal" in path]
    assert held == []


def where_else(home: Path) -> list[str]:
    paths = [path for path in home.rglob("*.ndjson") if b"Personalakte" in path.read_bytes()]
    return [str(path) for path in paths]


def test_what_is_no_field_is_refused(stocked: Muniment) -> None:
    answer = stocked(
        "descriptions", "erase", "LF", "--reason", "x", "--set", "colour=blue", "--json"
    )
    assert (answer.code, answer.error) == (2, "describing.no-such-field")
    answer = stocked("descriptions", "erase", "LF", "--reason", "x", "--set", "title", "--json")
    assert answer.code == 2
