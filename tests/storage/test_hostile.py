"""Objects that are not ours, or not any more: refused, whatever the change, and never believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.aip import Member, Sealed
from storage.packing import directory, layout
from storage.packing import sealed as sealed_reading
from storage.packing.inspection import headers_of, inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.packing.zip64 import END, DosTime, central_header, end_of_directory, local_header
from tests.storage.given import AIP, plan, ranges, sealed_bytes


@pytest.fixture(scope="module")
def given_object(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sealed, bytes]:
    place = tmp_path_factory.mktemp("hostile")
    return sealed_bytes(plan(place), place)


def examined(data: bytes) -> Sealed:
    """As an orphan is examined before it is adopted."""
    sealed = read_sealed(ranges(data), len(data))
    found = inspect([data], sealed.members, headers_of(sealed))
    if found.altered is not None:
        raise MalformedObject(found.altered)
    return replace(sealed, object_sha256=found.sha256)


def test_the_object_itself_is_accepted(given_object: tuple[Sealed, bytes]) -> None:
    sealed, data = given_object
    assert examined(data) == sealed


def test_every_flipped_bit_is_noticed(given_object: tuple[Sealed, bytes]) -> None:
    sealed, data = given_object
    start = max(member.offset + member.size for member in sealed.members)  # of the directory
    places = [*range(0, start, 97), *range(start, len(data))]
    unnoticed = []
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        try:
            examined(bytes(changed))
        except MalformedObject:
            continue
        unnoticed.append(place)
    # In the directory some fields mean nothing to us (who made it, the mode of the file): these
    # the object's SHA-256 guards, once the ledger has it.
    names = {place for place in unnoticed if place < start}
    assert names == set()
    assert len(unnoticed) < 16 * len(sealed.members)
    for place in unnoticed:
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert replace(examined(bytes(changed)), object_sha256=b"") == replace(
            sealed, object_sha256=b""
        )


@given(st.data())
@settings(max_examples=300)
def test_no_damage_raises_anything_else(
    given_object: tuple[Sealed, bytes], data: st.DataObject
) -> None:
    _, content = given_object
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(len(content) * 2 // 3, len(content) - 1))
        piece = data.draw(st.binary(max_size=8))
        changed[start : start + data.draw(st.integers(0, 8))] = piece
    if bytes(changed) == content:
        return
    try:
        found = read_sealed(ranges(bytes(changed)), len(changed))
    except MalformedObject:
        return
    assert found.aip == AIP


@pytest.mark.parametrize("length", [0, 1, 21, 22, 100, -1, -22, -23, -1000])
def test_cut_off(given_object: tuple[Sealed, bytes], length: int) -> None:
    _, data = given_object
    with pytest.raises(MalformedObject):
        examined(data[:length])


@pytest.mark.parametrize("place", [0, 1, 5_000, -22, -1])
def test_a_byte_more(given_object: tuple[Sealed, bytes], place: int) -> None:
    _, data = given_object
    for changed in (data[:place] + b"\0" + data[place:], data + b"\0"):
        with pytest.raises(MalformedObject):
            examined(changed)


Forgery = Callable[[str, bytes], tuple[str, bytes] | None]
"""What becomes of a member, by its path in the bag; None: it is left out."""


def forged(given_object: tuple[Sealed, bytes], deed: Forgery) -> bytes:
    """The object packed again, with headers like ours, by somebody who changes something."""
    sealed, data = given_object
    at, out, members = DosTime.of(sealed.sealed_at), io.BytesIO(), []
    for member in sealed.members:
        made = deed(member.path, data[member.offset : member.offset + member.size])
        if made is not None:
            name, content = made[0].encode(), made[1]
            out.write(local_header(name, len(content), zlib.crc32(content), at))
            crc32, offset = zlib.crc32(content), out.tell()
            members.append(Member(made[0], len(content), b"", crc32, offset, member.role))
            out.write(content)
    start = out.tell()
    for member in members:
        out.write(central_header(member.path.encode(), member, at))
    out.write(end_of_directory(len(members), start, out.tell() - start))
    return out.getvalue()


def keep(path: str, content: bytes) -> tuple[str, bytes]:
    return f"{AIP}/{path}", content


def renamed(name: str) -> Forgery:
    return lambda path, content: (name, content) if path.endswith("leer") else keep(path, content)


def without(gone: str) -> Forgery:
    return lambda path, content: None if path == gone else keep(path, content)


def changed(hit: str, old: bytes, new: bytes) -> Forgery:
    def deed(path: str, content: bytes) -> tuple[str, bytes]:
        assert path != hit or old in content
        return keep(path, content.replace(old, new) if path == hit else content)

    return deed


def test_packed_again_it_is_the_same(given_object: tuple[Sealed, bytes]) -> None:
    assert forged(given_object, keep) == given_object[1]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_packed_by_somebody_else(given_object: tuple[Sealed, bytes], method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given_object[1])) as source, zipfile.ZipFile(out, "w") as made:
        for info in source.infolist():
            made.writestr(info, source.read(info), method)
    with pytest.raises(MalformedObject):
        examined(out.getvalue())


ORIGINAL = "data/representations/original/data"


@pytest.mark.parametrize(
    "deed",
    [
        renamed("/etc/passwd"),
        renamed(f"{AIP}/../out"),
        renamed(f"{AIP}/data/a\\b"),
        renamed(f"{AIP}/data/other"),
        renamed("other/top"),
        renamed(f"{AIP}/{ORIGINAL}/Akte/100%.txt"),
        renamed(f"{AIP}/stray.txt"),
        without(f"{ORIGINAL}/Akte/leer"),
        without(layout.SECRET),
        without(layout.MANIFEST),
        without(layout.TAG_MANIFEST),
        without(layout.DECLARATION),
        changed(layout.MANIFEST, b"leer", b"Leer"),
        changed(layout.INFO, b"Payload-Oxum: ", b"Payload-Oxum: 1"),
        changed(layout.FILES, b"original", b"access"),
        changed(layout.SECRET, b"0", b"1"),
        changed(layout.DECLARATION, b"1.0", b"0.9"),
        changed(f"{ORIGINAL}/Akte/Brief an den Magistrat.txt", b"Magistrat", b"Magistrst"),
    ],
)
def test_forged(given_object: tuple[Sealed, bytes], deed: Forgery) -> None:
    with pytest.raises(MalformedObject):
        examined(forged(given_object, deed))


def test_a_tag_manifest_of_its_own_does_not_help(given_object: tuple[Sealed, bytes]) -> None:
    # A forger who mends digests too gets an object that is consistent, and that is another one:
    # its files_root and manifest digest are not those of the ledger. Here he forgets one.
    sealed, _ = given_object
    digests = {m.path: m.sha512.hex().encode() for m in sealed.members}
    mended = changed(layout.TAG_MANIFEST, digests[layout.MANIFEST], b"0" * 128)
    with pytest.raises(MalformedObject, match=r"manifest-sha512\.txt is not what"):
        examined(forged(given_object, mended))


def test_a_zip_bomb_of_a_directory() -> None:
    # A directory that claims 65,534 members in a few bytes, and one that claims to be enormous.
    for count, size, offset in [(65_534, 46, 0), (1, 0xFFFFFFF0, 0), (1, 46, 0xFFFFFFF0)]:
        data = bytes(46) + END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
        with pytest.raises(MalformedObject):
            read_sealed(ranges(data), len(data))


def test_a_store_that_gives_less_than_it_promised(given_object: tuple[Sealed, bytes]) -> None:
    _, data = given_object
    with pytest.raises(MalformedObject, match="shorter"):
        read_sealed(ranges(data), len(data) + 10)


def test_a_directory_larger_than_one_look(
    given_object: tuple[Sealed, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, data = given_object
    monkeypatch.setattr(directory, "_STEP", 250)
    monkeypatch.setattr(directory, "_ENTRY_MOST", 240)
    monkeypatch.setattr(sealed_reading.read_outline, "__defaults__", (50,))
    assert read_sealed(ranges(data), len(data), sealed.object_sha256) == sealed
