"""A second generation holds only what is new, and its bag is whole all the same."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
from lxml import etree

from model.aip import Identification, Member, Role, Sealed
from model.errors import MunimentError
from model.ids import object_key
from model.verdict import Altered, Intact
from schemas.premis import Derivation, PremisEvent
from storage.packing import layout
from storage.packing.fetch import read_fetch_lines
from storage.packing.malformed import MalformedObject
from storage.packing.plan import GenerationPlan
from storage.packing.sealed import read_premis_of, read_sealed
from tests.storage.given import (
    AGENT,
    AIP,
    EVENT,
    FILES,
    SEALED_AT,
    Holdings,
    payload_file,
    plan,
    ranges,
    sealed_bytes,
)

TIFF = Identification("fmt/353", "Tagged Image File Format", "", "image/tiff")
MIGRATION = PremisEvent(EVENT, "migration", SEALED_AT, "success", agents=(AGENT,), detail="to TIFF")
PICTURE = "data/representations/original/data/Bilder/Übersicht ſ.jpg"
DERIVED = "data/representations/preservation-1/data/Bilder/Übersicht ſ.tif"


PLAIN = {path: data for path, data in FILES.items() if "%" not in path}


def second(tmp_path: Path, first: Sealed) -> GenerationPlan:
    """What the first had, carried over, and one new file."""
    new = payload_file(
        tmp_path / "new", "Bilder/Übersicht ſ.tif", b"II*\0", Role.PRESERVATION, TIFF
    )
    kept = [m for m in first.members if m.role not in (Role.METADATA, Role.TAG)]
    return replace(
        plan(tmp_path),
        generation=2,
        payload=[new],
        carried=[replace(m, held_in=m.held_in or first.generation) for m in kept],
        events=[MIGRATION],
        derivations={DERIVED: Derivation(PICTURE, EVENT)},
    )


def both(tmp_path: Path) -> tuple[Sealed, bytes, Sealed, bytes]:
    first, one = sealed_bytes(plan(tmp_path), tmp_path)
    later, two = sealed_bytes(second(tmp_path, first), tmp_path)
    return first, one, later, two


def test_only_what_is_new_lies_in_it(tmp_path: Path) -> None:
    _, one, later, two = both(tmp_path)
    own = [m.path for m in later.own if m.role not in (Role.METADATA, Role.TAG)]
    assert own == [DERIVED]
    assert len(two) < len(one)
    for member in later.own:
        assert two[member.offset : member.offset + member.size]
    assert {m.held_in for m in later.members if m not in later.own} == {1}


def test_read_back_without_a_catalogue(tmp_path: Path) -> None:
    _, _, later, two = both(tmp_path)
    assert read_sealed(ranges(two), len(two), later.object_sha256) == later


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    first, _ = sealed_bytes(plan(tmp_path), tmp_path)
    wanted = second(tmp_path, first)
    again = replace(wanted, carried=list(reversed(list(wanted.carried))))
    assert sealed_bytes(wanted, tmp_path) == sealed_bytes(again, tmp_path)


def test_what_fetch_txt_says(tmp_path: Path) -> None:
    _, _, later, two = both(tmp_path)
    (fetch,) = [m for m in later.own if m.path == layout.FETCH]
    lines = two[fetch.offset : fetch.offset + fetch.size].decode().splitlines()
    original = f"bag://{AIP}/v00001/data/representations/original/data"
    # RFC 3986 in the address, RFC 8493 (only % and line ends) in the path
    path = "data/representations/original/data/Akte/100%25.txt"
    assert f"{original}/Akte/100%25.txt 7 {path}" in lines
    assert any(line.startswith(f"{original}/Bilder/%C3%9Cbersicht%20%C5%BF.jpg ") for line in lines)
    assert len(lines) == len([m for m in later.members if m.held_in])


def test_unpacked_over_one_another_they_are_the_newest_bag(tmp_path: Path) -> None:
    # bagit-python does not decode %25, so no name with a percent sign here
    first, one = sealed_bytes(plan(tmp_path, PLAIN), tmp_path)
    _, two = sealed_bytes(second(tmp_path, first), tmp_path)
    for number, data in enumerate((one, two), start=1):
        name = f"v{number:05d}.zip"
        (tmp_path / name).write_bytes(data)
        subprocess.run(["unzip", "-tqq", name], cwd=tmp_path, check=True)
        subprocess.run(["unzip", "-qo", name, "-d", "out"], cwd=tmp_path, check=True)
    bag = bagit.Bag(str(tmp_path / "out" / str(AIP)))
    assert bag.validate()
    assert (tmp_path / "out" / str(AIP) / DERIVED).read_bytes() == b"II*\0"
    assert (tmp_path / "out" / str(AIP) / PICTURE).stat().st_size == 256 * 40


def test_the_newest_alone_says_what_it_lacks(tmp_path: Path) -> None:
    """Without the older ones the bag is incomplete, and every judge must say so."""
    _, _, _, two = both(tmp_path)
    (tmp_path / "two.zip").write_bytes(two)
    subprocess.run(["unzip", "-q", "two.zip", "-d", "out"], cwd=tmp_path, check=True)
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "out" / str(AIP))).validate()


@pytest.mark.shared
def test_official_schemas_accept_it(tmp_path: Path, shared: Path) -> None:
    mets = etree.XMLSchema(etree.parse(shared / "xsd/mets/mets1_12.xsd"))
    premis = etree.XMLSchema(etree.parse(shared / "xsd/premis/premis.xsd"))
    _, _, later, two = both(tmp_path)
    names = [m for m in later.own if m.path.endswith(("METS.xml", "premis.xml"))]
    assert len(names) == 4  # of the package, of two representations, PREMIS
    for member in names:
        document = two[member.offset : member.offset + member.size]
        schema = premis if member.path == layout.PREMIS else mets
        schema.assertValid(etree.fromstring(document))


def test_premis_tells_where_the_new_file_comes_from(tmp_path: Path) -> None:
    _, _, later, two = both(tmp_path)
    said = list(read_premis_of(ranges(two), later))
    (derived,) = [one for one in said if getattr(one, "path", "") == DERIVED]
    assert getattr(derived, "derivation", None) == Derivation(PICTURE, EVENT)
    premis = next(m for m in later.own if m.path == layout.PREMIS)
    root = etree.fromstring(two[premis.offset : premis.offset + premis.size])
    assert root.xpath("count(//*[local-name()='relationshipSubType'][.='has source'])") == 1


def test_checked_and_adopted_like_any_other(tmp_path: Path) -> None:
    holdings = Holdings(tmp_path)
    wanted = plan(tmp_path)
    first = holdings.vault.place(object_key(AIP, 1), holdings.sealing(wanted)).sealed
    following = second(tmp_path, first)
    placed = holdings.vault.place(object_key(AIP, 2), holdings.sealing(following))
    assert holdings.vault.adopt(object_key(AIP, 2)) == placed
    later, places = placed.sealed, placed.placements
    for place in places:
        assert holdings.vault.check_deep(place, later.object_sha256, later.members) == Intact()
        assert holdings.vault.check_deep(place, later.object_sha256) == Intact()
    altered = [replace(m, sha512=bytes(64)) if m.path == DERIVED else m for m in later.own]
    found = holdings.vault.check_deep(places[0], later.object_sha256, altered)
    assert isinstance(found, Altered)
    assert found.member == DERIVED


@pytest.mark.parametrize("held_in", [0, 2, 3])
def test_only_an_earlier_generation_holds_something(tmp_path: Path, held_in: int) -> None:
    first, _ = sealed_bytes(plan(tmp_path), tmp_path)
    wanted = second(tmp_path, first)
    with pytest.raises(ValueError, match="earlier"):
        replace(wanted, carried=[replace(m, held_in=held_in) for m in wanted.carried])


def test_no_file_twice(tmp_path: Path) -> None:
    first, _ = sealed_bytes(plan(tmp_path), tmp_path)
    wanted = second(tmp_path, first)
    twice = Member(DERIVED, 4, bytes(64), 0, 0, Role.PRESERVATION, TIFF, 1)
    with pytest.raises(MunimentError, match="same name"):
        sealed_bytes(replace(wanted, carried=[*wanted.carried, twice]), tmp_path)


GOOD = f"bag://{AIP}/v00001/data/a 1 data/a\n"


@pytest.mark.parametrize(
    "line",
    [
        "",
        GOOD.rstrip("\n"),
        GOOD.replace(str(AIP), str(AIP)[:-1] + "0"),  # another AIP's
        GOOD.replace("bag:", "https:"),
        GOOD.replace("v00001", "v00002"),  # itself
        GOOD.replace("v00001", "v00000"),
        GOOD.replace("/a 1", "/b 1"),  # a chain to another name
        GOOD.replace("/a 1", "/%61 1"),
        GOOD.replace("data/a\n", "data/../a\n"),
        GOOD.replace("data/a", "metadata/a"),
        GOOD.replace(" 1 ", " -1 "),
        GOOD.replace(" 1 ", " - "),
        GOOD + GOOD,
        f"bag://{AIP}/v00001/data/b 1 data/b\n{GOOD}",
        GOOD.replace("\n", "\r\n"),
    ],
)
def test_a_fetch_txt_that_is_not_ours(line: str) -> None:
    assert [one.path for one in read_fetch_lines(GOOD.encode(), AIP, 2)] == ["data/a"]
    with pytest.raises(MalformedObject):
        list(read_fetch_lines(line.encode(), AIP, 2))
