"""A delivery proves itself, and every attempt to pass off another for it fails."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from access.dip.checking import check_delivery, read_key
from access.dip.findings import Checked, Flaw
from catalogue.ledger import Signer
from model.errors import MunimentError
from model.merkle import leaf_hash
from tests.access.dip.conftest import Parcel


def check(place: Path, content: bytes, key: str | None = None) -> Checked:
    file = place / "d.zip"
    file.write_bytes(content)
    return check_delivery(file, key)


def flaws(checked: Checked) -> set[Flaw]:
    return {finding.flaw for finding in checked.findings}


def test_what_was_delivered_is_proven(parcel: Parcel, tmp_path: Path) -> None:
    checked = check(tmp_path, parcel.content, parcel.fingerprint)
    assert checked.findings == []
    assert (checked.files, checked.bytes) == (4, 40)
    assert [(one.files, one.generation) for one in checked.aips] == [(4, 1)]
    assert checked.fingerprint == parcel.fingerprint
    for language in ("de", "en"):
        sentences = checked.proven("de" if language == "de" else "en")
        assert any(parcel.fingerprint in one for one in sentences)


def test_packing_anew_gives_the_same_bytes(parcel: Parcel) -> None:
    """So the forgeries below are perfect ZIP files of our kind."""
    assert parcel.packed(parcel.members) == parcel.content
    assert parcel.forged({}) == parcel.content


def test_any_unzip_opens_it(parcel: Parcel) -> None:
    with zipfile.ZipFile(io.BytesIO(parcel.content)) as archive:
        assert archive.testzip() is None
        found = {name.partition("/")[2] for name in archive.namelist()}
    assert found == set(parcel.members)


def test_it_tells_nobody_else_s_names(parcel: Parcel) -> None:
    for hidden in (b"geheim-genannt", b"nicht mitgeliefert", b"METS.xml", b"premis.xml"):
        assert hidden not in parcel.content


@settings(max_examples=400)
@given(st.data())
def test_a_flipped_bit_anywhere_is_noticed(
    parcel: Parcel, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(parcel.content) - 1))
    bit = data.draw(st.integers(0, 7))
    content = bytearray(parcel.content)
    content[position] ^= 1 << bit
    assert not check(tmp_path_factory.getbasetemp(), bytes(content)).valid


def test_no_byte_of_headers_and_directory_is_free(parcel: Parcel, tmp_path: Path) -> None:
    start = parcel.content.index(b"PK\x01\x02")
    for position in (*range(200), *range(start, len(parcel.content))):
        content = bytearray(parcel.content)
        content[position] ^= 1 << position % 8
        assert not check(tmp_path, bytes(content)).valid, position


@settings(max_examples=100)
@given(st.integers(0), st.binary(min_size=1, max_size=40))
@example(0, b"PK")
def test_nothing_can_be_cut_off_or_put_in(
    parcel: Parcel, tmp_path_factory: pytest.TempPathFactory, where: int, more: bytes
) -> None:
    place, position = tmp_path_factory.getbasetemp(), where % len(parcel.content)
    content = parcel.content
    assert not check(place, content[:position]).valid
    assert not check(place, content[:position] + more + content[position:]).valid
    assert not check(place, content + more).valid


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_nonsense_is_answered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert not check(tmp_path_factory.getbasetemp(), content).valid
    assert not check(tmp_path_factory.getbasetemp(), b"PK\x03\x04" + content).valid


# --- forgers who can make every manifest anew, but not sign


def test_another_content_under_the_same_name(parcel: Parcel, tmp_path: Path) -> None:
    forged = parcel.forged({"data/protokoll.txt": b"Der Rat hat abgelehnt.\n"})
    checked = check(tmp_path, forged)
    assert flaws(checked) == {Flaw.FILE}
    assert {finding.where for finding in checked.findings} == {"data/protokoll.txt"}


def test_two_files_that_change_their_names(parcel: Parcel, tmp_path: Path) -> None:
    one, other = "data/protokoll.txt", "data/leer.txt"
    swapped = {one: parcel.members[other], other: parcel.members[one]}
    checked = check(tmp_path, parcel.forged(swapped))
    assert {finding.where for finding in checked.findings} == {one, other}


def test_a_file_more_and_a_file_less(parcel: Parcel, tmp_path: Path) -> None:
    checked = check(tmp_path, parcel.forged({"data/neu.txt": b"neu"}))
    assert [(f.flaw, f.where) for f in checked.findings] == [(Flaw.FILE, "data/neu.txt")]
    checked = check(tmp_path, parcel.forged({"data/leer.txt": None}))
    assert [(f.flaw, f.where) for f in checked.findings] == [(Flaw.FILE, "data/leer.txt")]


def test_one_proof_for_two_names(parcel: Parcel, tmp_path: Path) -> None:
    (where,) = (path for path in parcel.members if path.endswith("files.ndjson"))
    lines = parcel.members[where].splitlines()
    copied = json.loads(next(line for line in lines if b"protokoll" in line))
    copied["file"] = "data/abschrift.txt"
    more = parcel.members[where] + json.dumps(copied).encode() + b"\n"
    changes: dict[str, bytes | None] = {
        where: more,
        "data/abschrift.txt": parcel.members["data/protokoll.txt"],
    }
    checked = check(tmp_path, parcel.forged(changes))
    assert flaws(checked) == {Flaw.FILE}
    assert {finding.where for finding in checked.findings} == {"data/abschrift.txt"}
    twice = check(tmp_path, parcel.forged({where: parcel.members[where] * 2}))
    assert flaws(twice) == {Flaw.FILE}


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "00" * 32},
        {"salt": "zz" * 32},
        {"index": 0},
        {"index": True},
        {"index": -1},
        {"size": 10**30},
        {"path": []},
        {"path": ["00" * 32] * 65},
        {"path": "x"},
        {"file": 7},
        {"line": None},
    ],
)
def test_a_proof_that_is_none(parcel: Parcel, tmp_path: Path, change: dict[str, object]) -> None:
    (where,) = (path for path in parcel.members if path.endswith("files.ndjson"))
    first, *rest = parcel.members[where].splitlines(keepends=True)
    forged = json.dumps(json.loads(first) | change).encode() + b"\n" + b"".join(rest)
    assert not check(tmp_path, parcel.forged({where: forged})).valid


@pytest.mark.parametrize("line", [b"[]\n", b"x\n", b"{}\n", b"[" * 100_000 + b"\n", b'{"a":1'])
def test_a_proof_that_is_not_even_json(parcel: Parcel, tmp_path: Path, line: bytes) -> None:
    (where,) = (path for path in parcel.members if path.endswith("files.ndjson"))
    assert not check(tmp_path, parcel.forged({where: line})).valid


def test_another_event(parcel: Parcel, tmp_path: Path) -> None:
    (where,) = (path for path in parcel.members if path.endswith("event.json"))
    event = json.loads(parcel.members[where])
    event["files_root"] = f"sha256:{'00' * 32}"
    checked = check(tmp_path, parcel.forged({where: json.dumps(event).encode()}))
    assert flaws(checked) == {Flaw.EVENT}


def test_a_checkpoint_that_nobody_signed(parcel: Parcel, tmp_path: Path) -> None:
    note = parcel.members["proof/checkpoint.txt"]
    changes: dict[str, bytes | None] = {"proof/checkpoint.txt": note.replace(b"\n", b"x\n", 1)}
    assert flaws(check(tmp_path, parcel.forged(changes))) == {Flaw.SIGNATURE}
    changes = {"proof/key.txt": b"nonsense\n"}
    assert flaws(check(tmp_path, parcel.forged(changes))) == {Flaw.SIGNATURE}


def test_whoever_signs_a_ledger_of_his_own_has_another_key(parcel: Parcel, tmp_path: Path) -> None:
    """The one forgery that holds together; only comparing the key tells."""
    (where,) = (path for path in parcel.members if path.endswith("event.json"))
    signer = Signer("muniment.invalid/elsewhere", Ed25519PrivateKey.generate())
    place = where.replace("event.json", "event-proof.json")
    changes: dict[str, bytes | None] = {
        "proof/checkpoint.txt": signer.sign(1, leaf_hash(parcel.members[where])).encode(),
        "proof/key.txt": f"{signer.verifier}\n".encode(),
        place: b'{"index":0,"size":1,"path":[]}',
    }
    forged = parcel.forged(changes)
    alone = check(tmp_path, forged)
    assert alone.valid
    assert not alone.key_compared
    assert "compare it" in alone.proven("en")[-1]
    assert flaws(check(tmp_path, forged, parcel.fingerprint)) == {Flaw.KEY}


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"fremd.txt": b"x"}, Flaw.BAG),
        ({"proof/x/event.json": b"x"}, Flaw.BAG),
        ({"description.en.html": None}, Flaw.BAG),
        ({"bagit.txt": b"BagIt-Version: 0.97\n"}, Flaw.BAG),
        ({"bag-info.txt": b"nothing"}, Flaw.BAG),
        ({"manifest-sha512.txt": b"x\n"}, Flaw.BAG),
    ],
)
def test_a_bag_that_is_not_ours(
    parcel: Parcel, tmp_path: Path, change: dict[str, bytes | None], flaw: Flaw
) -> None:
    checked = check(tmp_path, parcel.forged(change))
    assert flaw in flaws(checked)


def test_a_zip_packed_by_others(parcel: Parcel, tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for path, data in parcel.members.items():
                archive.writestr(f"{parcel.top}/{path}", data)
        assert flaws(check(tmp_path, out.getvalue())) == {Flaw.ZIP}


def test_names_that_climb(parcel: Parcel, tmp_path: Path) -> None:
    for name in ("../x", "data/../../x", "data//x", "data/\nx"):
        assert Flaw.ZIP in flaws(check(tmp_path, parcel.forged({name: b"x"})))


@pytest.mark.parametrize("text", ["", "sha256:", "0" * 63, "g" * 64, "sha512:" + "0" * 64])
def test_fingerprints_that_are_none(text: str) -> None:
    with pytest.raises(MunimentError, match="fingerprint"):
        read_key(text)


def test_fingerprints_as_people_type_them(parcel: Parcel) -> None:
    bare = parcel.fingerprint.removeprefix("sha256:")
    assert read_key(f" {bare.upper()} ") == parcel.fingerprint
