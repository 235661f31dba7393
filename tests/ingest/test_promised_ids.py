"""Two submissions bring the same fonds at once: both bags name it by the id it comes to have."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from catalogue import descriptions
from ingest.accession import Wishes
from model.errors import MunimentError
from tests.ingest.house import House


def delivery(tmp_path: Path, number: int) -> Path:
    root = tmp_path / f"delivery-{number}"
    root.mkdir()
    (root / "a.txt").write_text(f"Akte {number}")
    (root / "metadata.csv").write_text(
        f"path,reference_code,parent,level,title\n,S,,fonds,Stadt\n.,S-{number},S,file,Akte\n"
    )
    return root


def decide(archive: House, root: Path) -> None:
    """Another worker decides about a submission and has not stored it yet."""
    accession = archive.accession
    wishes = Wishes()
    with accession.delivered(root, wishes) as found:
        one = accession.inspect(found, wishes)
        accession.register.decide(one.delivery, one.plan, one.payload, one.identity, None)


@pytest.mark.parametrize("first", [1, 2])
def test_whoever_is_recorded_first(archive: House, tmp_path: Path, first: int) -> None:
    roots = {number: delivery(tmp_path, number) for number in (1, 2)}
    for root in roots.values():
        decide(archive, root)
    for number in (first, 3 - first):
        assert archive.one(roots[number]).status == "stored"
    with archive.database.read() as connection:
        fonds = descriptions.by_refcode(connection, "S")
    assert fonds is not None
    for stored in archive.objects()["north"]:
        with zipfile.ZipFile(stored) as bag:
            (name,) = [n for n in bag.namelist() if n.endswith("description.json")]
            assert json.loads(bag.read(name))["parent"] == str(fonds.description.id)


def test_one_that_never_comes_does_no_harm(archive: House, tmp_path: Path) -> None:
    decide(archive, delivery(tmp_path, 1))
    assert archive.one(delivery(tmp_path, 2)).status == "stored"
    # the code of a unit that was never stored is free for others
    third = delivery(tmp_path, 3)
    (third / "metadata.csv").write_text("path,reference_code,level,title\n.,S-1,file,Andere\n")
    assert archive.one(third).status == "stored"
    with pytest.raises(MunimentError, match="S-1 belongs"):
        decide(archive, _with_code(tmp_path, "S-1"))


def _with_code(tmp_path: Path, refcode: str) -> Path:
    root = tmp_path / "fourth"
    root.mkdir()
    (root / "b.txt").write_text("Vier")
    (root / "metadata.csv").write_text(f"path,reference_code,title\n.,{refcode},Vierte\n")
    return root
