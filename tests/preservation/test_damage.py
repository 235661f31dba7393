"""Prove the checker by damage, and the healer by what the checker says afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from model.errors import MunimentError
from preservation.findings import Recorder
from preservation.fixity import Fixity
from preservation.repair import Repair
from tests.ingest.house import House, house, new_id, now
from tests.ingest.quiet import QUIET


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[House]:
    """Two AIPs in two stores."""
    with house(tmp_path / "home") as opened:
        for name in ("eins", "zwei"):
            source = tmp_path / name
            source.mkdir()
            (source / "akte.txt").write_text(f"Akte {name}. " * 400)
            (source / "bild.bin").write_bytes(os.urandom(3_000_000))
            assert opened.one(source).status == "stored"
        yield opened


def fixity(archive: House, *, deep: bool = False) -> Fixity:
    recorder = Recorder(now, new_id, archive.accession.agent)
    return Fixity(archive.database, archive.vault, recorder, QUIET, deep)


def spoil(path: Path, deed: Callable[[bytearray], object]) -> None:
    data = bytearray(path.read_bytes())
    deed(data)
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(0o444)


def flip(word: bytes) -> Callable[[bytearray], object]:
    def deed(data: bytearray) -> None:
        data[data.index(word) + 1] ^= 0x01

    return deed


def events(archive: House, kind: str) -> list[dict[str, object]]:
    return [event for event in archive.events() if event["kind"] == kind]


@pytest.mark.parametrize("deep", [False, True])
def test_nothing_is_wrong(archive: House, deep: bool) -> None:
    report = fixity(archive, deep=deep).check_everything()
    assert (report.checked, report.intact, report.findings) == (4, 4, ())
    # two AIPs, so two partitions in each of two stores
    assert len(events(archive, "checked")) == 4
    assert events(archive, "damaged") == []


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(
    ("damage", "member"),
    [
        (flip(b"Akte eins."), "data/representations/original/data/akte.txt"),
        (flip(b"message digest calculation"), "data/metadata/preservation/premis.xml"),
        (lambda data: data.pop(), None),
        (lambda data: data.append(0), None),
        (lambda data: data.__setitem__(-40, data[-40] ^ 1), None),
    ],
)
def test_altered(
    archive: House, deep: bool, damage: Callable[[bytearray], object], member: str | None
) -> None:
    path = archive.objects()["south"][0]
    if b"Akte eins." not in path.read_bytes():
        path = archive.objects()["south"][1]
    spoil(path, damage)
    report = fixity(archive, deep=deep).check_everything()
    (finding,) = report.findings
    assert (finding.store, finding.verdict, str(finding.aip)) == (
        "south", "altered", path.parent.name,
    )  # fmt: skip
    if member is not None:
        assert finding.member == member
    assert report.intact == 3
    (damaged,) = events(archive, "damaged")
    assert (damaged["aip"], damaged["store"], damaged["outcome"]) == (
        path.parent.name, "south", "failure",
    )  # fmt: skip


def test_missing_and_unreadable(archive: House) -> None:
    gone, other = archive.objects()["north"]
    gone.unlink()
    other.unlink()
    other.mkdir()  # even root cannot read a folder as a file
    found = fixity(archive).check_everything().findings
    assert {(f.store, f.verdict) for f in found} == {
        ("north", "missing"),
        ("north", "unreadable"),
    }


def test_two_objects_swapped(archive: House) -> None:
    one, two = archive.objects()["south"]
    first, second = one.read_bytes(), two.read_bytes()
    spoil(one, lambda data: data.__setitem__(slice(None), second))
    spoil(two, lambda data: data.__setitem__(slice(None), first))
    found = fixity(archive).check_everything().findings
    assert [finding.verdict for finding in found] == ["altered", "altered"]


def test_by_name_and_by_store(archive: House) -> None:
    path = archive.objects()["south"][0]
    spoil(path, lambda data: data.pop())
    (aip,) = [f.aip for f in fixity(archive).check_everything().findings]
    assert fixity(archive).check_aips([aip], "north").findings == ()
    assert fixity(archive).check_aips([aip]).checked == 2
    with pytest.raises(MunimentError, match="There is no store east"):
        fixity(archive).check_everything("east")
    with pytest.raises(MunimentError, match="nothing called"):
        fixity(archive).check_aips([new_id()])


@pytest.mark.parametrize("harm", ["flip", "remove", "folder"])
def test_healed_and_recorded(archive: House, harm: str) -> None:
    path = archive.objects()["south"][0]
    good = path.read_bytes()
    match harm:
        case "flip":
            spoil(path, lambda data: data.__setitem__(500, data[500] ^ 1))
        case "remove":
            path.unlink()
        case _:
            path.unlink()
            path.mkdir()
    assert len(fixity(archive).check_everything().findings) == 1
    healed = Repair(fixity(archive)).repair()
    assert (healed.repaired, healed.findings) == (1, ())
    assert path.read_bytes() == good
    assert fixity(archive, deep=True).check_everything().findings == ()
    (repaired,) = events(archive, "repaired")
    assert (repaired["store"], repaired["source_store"]) == ("south", "north")
    if harm == "flip":
        kept = [p for p in (archive.home / "south/quarantine").rglob("*") if p.is_file()]
        assert len(kept) == 1
        assert kept[0].read_bytes() != good


def test_damage_that_nobody_has_noticed_is_healed_by_name(archive: House) -> None:
    path = archive.objects()["south"][0]
    spoil(path, lambda data: data.pop())
    assert Repair(fixity(archive)).repair().repaired == 0
    assert Repair(fixity(archive)).repair([UUID(path.parent.name)]).repaired == 1


def test_where_no_good_copy_is_left_everything_is_kept(archive: House) -> None:
    paths = [archive.objects()[name][0] for name in ("north", "south")]
    for number, path in enumerate(paths):
        spoil(path, lambda data, number=number: data.__setitem__(number, 0))  # type: ignore[misc]
    bad = [path.read_bytes() for path in paths]
    found = fixity(archive).check_everything().findings
    healed = Repair(fixity(archive)).repair()
    assert healed.repaired == 0
    assert len(healed.findings) == len(found) == 2
    assert [path.read_bytes() for path in paths] == bad
    assert {event["code"] for event in events(archive, "repair-failed")} == {
        "storage.no-healthy-copy"
    }


def test_a_copy_that_was_put_back_is_intact_again(archive: House, tmp_path: Path) -> None:
    path = archive.objects()["south"][0]
    shutil.copy(path, tmp_path / "aside")
    path.unlink()
    assert len(fixity(archive).check_everything().findings) == 1
    shutil.copy(tmp_path / "aside", path)
    assert fixity(archive).check_everything().findings == ()
    assert Repair(fixity(archive)).repair().repaired == 0
