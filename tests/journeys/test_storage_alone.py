"""Everything goes wrong at once, and the stores alone bring it back.

Three copies of each AIP; one copy is altered, another store loses an object, the database and the
index are gone. Rebuild, verify deep, repair, and compare with what was there before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient

from administration.settings_template import new_settings
from preservation.state.sealing import new_pair
from tests.administration.conftest import Muniment, deliver, flip_a_bit
from tests.administration.rebuilt import CATALOGUE, objects, rebuild_without_sheet, tables, wipe
from tests.administration.test_on_servers import store_on
from tests.engines import bucket_for
from tests.ingest.finding_aids import findbuch, unit

THIRD = '[[stores]]\nname = "west"\nurl = {url}\nrequired = true\n\n[database]'


@contextmanager
def archive(tmp_path: Path, west: str) -> Iterator[Muniment]:
    """An archive with a third store, in which something happened."""
    sheets = [new_pair().recipient, new_pair().recipient]
    text = new_settings("Stadtarchiv Lindenfurt", "lindenfurt.example/log", "99999", sheets)
    text = text.replace("[database]", THIRD.format(url=west), 1)
    prepared = tmp_path / "three.toml"
    prepared.write_text(text)
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
    assert [one["status"] for one in results] == ["stored"] * 3
    aid = tmp_path / "findbuch.xml"
    aid.write_text(findbuch("".join(unit(number) for number in range(40))))
    assert muniment.json("import-ead", aid)["created"] == 41
    yield muniment


def journey(muniment: Muniment, tmp_path: Path) -> None:
    before = tables(muniment)
    shown = {code: muniment.json("show", code) for code in ("LF-RAT-1", "LF-BAU-1", "F1-7a")}
    aips = [row[0] for row in before["aip"]]
    altered = next(p for p in objects(muniment, "north") if b"beschlossen" in p.read_bytes())
    flip_a_bit(muniment, "north", altered.parent.name)
    gone = next(p for p in objects(muniment, "south") if p.parent != altered.parent)
    gone.unlink()
    wipe(muniment)

    report = rebuild_without_sheet(muniment, ends=1)
    assert [(one["code"], one["store"], one["subject"]) for one in report["missing"]] == [
        ("rebuild.copy-missing", "south", gone.parent.name)
    ]
    assert report["mismatched"] == []  # payload is not read: that is what verify is for
    assert (report["aips"], report["descriptions"]) == (3, 45)

    found = muniment.json("verify", "--deep", ends=1)
    damage = {(one["store"], one["verdict"]) for one in found["findings"]}
    assert damage == {("north", "altered"), ("south", "missing")}
    assert muniment.json("repair")["repaired"] == 2
    assert muniment.json("verify", "--deep")["intact"] == 9

    after = tables(muniment)
    for name in CATALOGUE:
        assert after[name] == before[name], name
    for code, was in shown.items():
        now = muniment.json("show", code)
        for one in (*was["aips"], *now["aips"]):
            one.pop("copies")  # when they were checked is another matter
        assert now == was
    for number, aip in enumerate(sorted(map(str, aips))):
        assert muniment("get", aip, "-o", tmp_path / f"out-{number}").code == 0
    assert muniment.json("ledger", "verify")["intact"]
    assert muniment.json("search", "Ratsprotokolle")["total"] == 1
    assert muniment.json("search", "Akte")["total"] >= 40
    again = muniment.json("ingest", tmp_path / "delivery")["results"]
    assert {one["status"] for one in again} == {"known"}


def test_with_three_folders(tmp_path: Path) -> None:
    with archive(tmp_path, '"file:stores/west"') as muniment:
        journey(muniment, tmp_path)


@pytest.mark.engines
def test_with_two_folders_and_a_bucket(tmp_path: Path) -> None:
    with bucket_for("plain") as address:
        west = store_on(address, tmp_path / "west.toml")
        with archive(tmp_path, west) as muniment:
            journey(muniment, tmp_path)


@pytest.mark.engines
def test_from_a_bucket_each_aip_takes_one_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    fetched: list[int] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        answer = call(client, operation, parameters)
        if "/aip/" in f"/{parameters.get('Key', '')}":
            asked[operation] += 1
            fetched.append(answer["ContentLength"])
        return answer

    with bucket_for("versioned") as address:
        west = store_on(address, tmp_path / "west.toml")
        with archive(tmp_path, west) as muniment:
            before = tables(muniment)
            wipe(muniment)
            monkeypatch.setattr(BaseClient, "_make_api_call", counted)
            rebuild_without_sheet(muniment, "--from", "west")
            monkeypatch.undo()
            assert asked == {"GetObject": 3}
            assert max(fetched) <= 256 << 10  # the end, whatever lies before it
            assert tables(muniment)["file"] == before["file"]
