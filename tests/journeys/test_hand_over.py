"""From one archive to another and nothing lost: analogue and digital units of one fonds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import bagit
import pytest

from administration.home import Home
from administration.wiring import open_archive
from catalogue import aips, descriptions, handing_over
from model.aip import Role
from tests.administration.conftest import Muniment

pytestmark = pytest.mark.shared


def state(muniment: Muniment) -> dict[str, Any]:
    """Every description by its reference code, and the originals of the AIPs that it points to."""
    found: dict[str, Any] = {}
    with open_archive(Home(muniment.home)) as archive, archive.database.read() as connection:
        keys = [
            key
            for top in _tops(connection)
            for key in handing_over.of_tree(connection, top).descriptions
        ]
        for key in keys:
            one = descriptions.by_key(connection, key)
            assert one is not None
            originals = {}
            for identifier, path in aips.of_description(connection, key):
                newest = aips.newest(aips.generations(connection, identifier))
                assert newest is not None
                originals[path] = sorted(
                    (file.member.path, file.member.sha512.hex(), file.member.role)
                    for file in aips.all_files(connection, newest.key)
                    if file.member.role not in (Role.METADATA, Role.TAG)
                )
            found[one.description.refcode] = (one.description, one.opening, originals)
    return found


def _tops(connection: Any) -> list[int]:
    from sqlalchemy import select  # noqa: PLC0415

    from catalogue.tables import description  # noqa: PLC0415

    tops = select(description.c.key).where(description.c.parent.is_(None))
    return list(connection.execute(tops).scalars())


def filled(place: Path, shared: Path) -> tuple[Muniment, str]:
    """An archive with a real finding aid, and bags and a volume below it; the fonds' code."""
    muniment = Muniment(place / "erstes")
    muniment.json("init")
    ead = shared / "corpus/ead/ddb/EAD_DDB_Findbuch_optimum_1.2.xml"
    imported = muniment.json("import-ead", ead)
    fonds = str(imported["files"][0]["refcode"])
    bags = shared / "corpus/bagit"
    for bag in (bags / "v1.0/valid/basicBag", *sorted((bags / "v0.97/valid").iterdir())[:3]):
        (stored,) = muniment.json("ingest", bag, "--under", fonds)["results"]
        assert stored["status"] == "stored", stored
    volume = place / "band"
    (volume / "briefe").mkdir(parents=True)
    (volume / "briefe" / "1 ſ.txt").write_text("erster")
    (volume / "briefe" / "2.txt").write_text("zweiter")
    (volume / "metadata.csv").write_text(
        f"path,reference_code,parent,title,dates,person_related,birth_year,lock_reason\n"
        f".,X-1,{fonds},Band,1900,,,\nbriefe/2.txt,X-1-2,,Brief an Maier,1990,yes,1950,Streit\n"
    )
    (one,) = muniment.json("ingest", volume)["results"]
    (volume / "briefe" / "3.txt").write_text("dritter")
    updated = muniment.json("ingest", volume, "--update", one["aip"], "--reason", "Nachtrag")
    assert updated["results"][0]["generation"] == 2
    return muniment, fonds


@pytest.mark.parametrize("zipped", [False, True])
def test_handed_over_and_taken_in(shared: Path, tmp_path: Path, zipped: bool) -> None:
    giving, fonds = filled(tmp_path, shared)
    target = tmp_path / "abgabe"
    options = ("--zip",) if zipped else ()
    done = giving.json("export", "--fonds", fonds, "-o", target, *options)
    assert done["count"] == 5
    taking = Muniment(tmp_path / "zweites")
    taking.json("init")
    looked = taking.json("ingest", target, "--dry-run")["results"]
    assert [one["status"] for one in looked] == ["would-store"] * 5
    results = taking.json("ingest", target)["results"]
    assert [one["status"] for one in results] == ["stored"] * 5
    given, taken = state(giving), state(taking)
    assert given.keys() == taken.keys()
    for code, (noun, opening, originals) in given.items():
        assert taken[code][0] == noun
        assert taken[code][1] == opening
        assert taken[code][2] == originals
    assert [one["status"] for one in taking.json("ingest", target)["results"]] == ["known"] * 5
    taking.json("get", "X-1", "-o", tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    premis = (tmp_path / "bag/data/metadata/preservation/premis.xml").read_text()
    assert "handed over by" in premis
    assert "reason: Nachtrag" in premis  # the past is told as well
    assert taking.json("verify", "--deep")["findings"] == []
    assert taking.json("ledger", "verify")["intact"]


def test_what_does_not_fit_is_refused(shared: Path, tmp_path: Path) -> None:
    giving, fonds = filled(tmp_path, shared)
    target = tmp_path / "abgabe"
    bag = giving.json("export", "--fonds", fonds, "-o", target)["aips"][0]
    taking = Muniment(tmp_path / "zweites")
    taking.json("init")

    def refused(broken: Path) -> str:
        (one,) = taking.json("ingest", broken, ends=1)["results"]
        assert one["status"] == "refused"
        assert taking.json("stores", "status")["stores"][0]["copies"] == 0
        return str(one["code"])

    def copy(name: str) -> Path:
        return Path(shutil.copytree(target, tmp_path / name))

    broken = copy("geändert")
    victim = next((broken / bag["place"] / "data/representations/original/data").rglob("*.txt"))
    victim.write_bytes(b"x" * victim.stat().st_size)
    assert refused(broken) == "ingest.checksum-mismatch"
    broken = copy("ausgetauscht")
    (broken / bag["place"] / "manifest-sha512.txt").write_bytes(b"")
    assert refused(broken) in ("ingest.hand-over-invalid", "ingest.bag-invalid")
    broken = copy("halb")
    shutil.rmtree(broken / bag["place"])
    assert refused(broken) == "ingest.hand-over-invalid"
    broken = copy("hinaus")
    manifest = broken / "hand-over.json"
    manifest.write_text(manifest.read_text().replace(bag["place"], "../../etc"))
    assert refused(broken) == "ingest.hand-over-invalid"
    broken = copy("kein JSON")
    (broken / "descriptions.ndjson").write_text("[[[[" * 50_000)
    assert refused(broken) == "ingest.hand-over-invalid"
    broken = copy("weniger")
    lines = (target / "descriptions.ndjson").read_bytes().splitlines(keepends=True)
    (broken / "descriptions.ndjson").write_bytes(b"".join(lines[:-1]))
    assert refused(broken) == "ingest.hand-over-invalid"
    # where a code is taken already, nothing of it is taken in
    (tmp_path / "eigenes").mkdir()
    (tmp_path / "eigenes" / "a.txt").write_text("eigenes")
    (tmp_path / "eigenes" / "metadata.csv").write_text("path,reference_code,title\n.,X-1,Eigenes\n")
    assert taking.json("ingest", tmp_path / "eigenes")["results"][0]["status"] == "stored"
    (one,) = taking.json("ingest", target, ends=1)["results"]
    assert one["code"] == "ingest.refcode-taken"
