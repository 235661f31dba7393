"""`deliver` and `verify-delivery`: made here, proven anywhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bagit
import pytest

from administration.cli import main
from model.event import FIELDS
from tests.administration.conftest import Muniment, flip_a_bit
from tests.conftest import ROOT, skip_or_fail

UNTIL = (datetime.now(UTC).astimezone().date() + timedelta(days=7)).isoformat()
NOTHING = Muniment(Path("/nowhere"))


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def test_deliver_and_verify(stocked: Muniment, tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    made = stocked.json("deliver", "LF-RAT-1", "-o", file)
    assert (made["path"], made["files"], made["size"]) == (str(file), 2, file.stat().st_size)
    answer = NOTHING(
        "verify-delivery", file, "--key", made["key_fingerprint"], "--json", home=False
    )
    assert answer.code == 0, answer.err
    found = answer.document
    assert (found["valid"], found["key_compared"], found["files"]) == (True, True, 2)
    assert found["delivery"] == made["delivery"]
    assert [one["aip"] for one in found["aips"]] == made["aips"]
    assert found["findings"] == []
    other = NOTHING("verify-delivery", file, "--key", "0" * 64, "--json", home=False)
    assert (other.code, [one["flaw"] for one in other.document["findings"]]) == (1, ["key"])
    people = NOTHING("verify-delivery", file, home=False)
    assert people.out.count("✓") == 4
    assert "--key" in people.out


def test_others_accept_the_bag_and_read_the_description(stocked: Muniment, tmp_path: Path) -> None:
    stocked.json("deliver", "LF-RAT-1", "-o", tmp_path / "d.zip")
    top = unpacked(tmp_path / "d.zip", tmp_path / "x")
    bagit.Bag(str(top)).validate()
    assert (top / "data/beilage/liste.txt").read_text() == "Eins\nZwei\n"
    for language, word in (("de", "Signatur"), ("en", "Reference code")):
        for kind in ("html", "txt"):
            text = (top / f"description.{language}.{kind}").read_text()
            assert word in text
            assert "LF-RAT-1" in text
            assert "beilage/liste.txt" in text


def test_the_page_of_the_documents_checks_it_by_hand(stocked: Muniment, tmp_path: Path) -> None:
    made = stocked.json("deliver", "LF-RAT-1", "-o", tmp_path / "d.zip")
    top = unpacked(tmp_path / "d.zip", tmp_path / "x")
    page = (ROOT / "docs" / "delivery.md").read_text()
    (program,) = re.findall(r"(?s)```python\n(.*?)```", page)
    shell = re.findall(r"(?s)```sh\n(.*?)```", page)
    run = [sys.executable, "-I", "-c", program]
    answer = subprocess.run(run, cwd=top, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == made["key_fingerprint"]
    if shutil.which("openssl") is None:
        skip_or_fail("openssl is not installed")
    for command in shell:
        subprocess.run(command, shell=True, cwd=top, check=True, capture_output=True)
    (top / "data/protokoll.txt").write_text("Der Rat hat nichts beschlossen.\n")
    again = subprocess.run(run, cwd=top, capture_output=True, check=False)
    assert again.returncode
    signed = top.parent / "signed"
    signed.write_bytes(signed.read_bytes().replace(b"\n", b"1\n", 2))
    forged = subprocess.run(shell[-1], shell=True, cwd=top, check=False, capture_output=True)
    assert forged.returncode


def test_some_files_and_nobody_else_s_names(stocked: Muniment, tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    made = stocked.json("deliver", "LF-RAT-1", "--file", "protokoll.txt", "-o", file)
    assert made["files"] == 1
    content = file.read_bytes()
    assert b"protokoll.txt" in content
    assert b"liste.txt" not in content
    assert NOTHING("verify-delivery", file, home=False).code == 0


def test_to_a_folder_to_standard_output_and_by_aip(
    stocked: Muniment, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    made = stocked.json("deliver", "LF-RAT-1", "-o", tmp_path)
    assert Path(made["path"]) == tmp_path / f"delivery-{made['delivery']}.zip"
    code = main(["deliver", made["aips"][0], "-o", "-", "--home", str(stocked.home)])
    assert code == 0
    (tmp_path / "d.zip").write_bytes(capfdbinary.readouterr().out)
    assert NOTHING("verify-delivery", tmp_path / "d.zip", home=False).code == 0


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("LF-RAT-1", "--file", "nothing.txt"), 2, "catalogue.member-not-found"),
        (("LF-RAT-1", "--file", "../../settings.toml"), 2, "catalogue.member-not-found"),
        (("LF-RAT-1", "--file", "data/METS.xml"), 2, "catalogue.member-not-found"),
        (("LF-RAT-1", "--file", "muniment/secret.txt"), 2, "catalogue.member-not-found"),
        (("LF-RAT-1", "--file", ""), 2, "catalogue.member-not-found"),
        (("LF",), 2, "catalogue.no-aip"),
        (("nothing",), 2, "catalogue.not-found"),
        (("LF-RAT-1", "-o", "/proc/nowhere/x"), 3, "get.not-writable"),
    ],
)
def test_deliver_wrongly(
    words: tuple[str, ...], code: int, error: str, stocked: Muniment, tmp_path: Path
) -> None:
    place = () if "-o" in words else ("-o", str(tmp_path / "d.zip"))
    answer = stocked("deliver", *words, *place, "--json")
    assert (answer.code, answer.error) == (code, error)
    assert not (tmp_path / "d.zip").exists()


def test_deliver_overwrites_nothing(stocked: Muniment, tmp_path: Path) -> None:
    there = tmp_path / "d.zip"
    there.write_text("mine")
    assert stocked("deliver", "LF-RAT-1", "-o", there, "--json").error == "get.exists"
    assert there.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "nonsense", "PK\x03\x04" + "x" * 100])
def test_verify_what_is_no_delivery(text: str, tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    file.write_text(text)
    answer = NOTHING("verify-delivery", file, "--json", home=False)
    assert (answer.code, answer.document["valid"]) == (1, False)
    assert "[delivery.not-valid]" in answer.err


def test_verify_wrongly(tmp_path: Path) -> None:
    for file in (tmp_path / "absent.zip", tmp_path):
        answer = NOTHING("verify-delivery", file, "--json", home=False)
        assert (answer.code, answer.error) == (2, "delivery.unreadable")
    answer = NOTHING("verify-delivery", tmp_path, "--key", "abc", "--json", home=False)
    assert (answer.code, answer.error) == (2, "delivery.bad-fingerprint")


def test_a_damaged_copy_is_passed_over_and_two_end_it(stocked: Muniment, tmp_path: Path) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "north", aip)
    made = stocked("deliver", aip, "-o", tmp_path / "a.zip", "--json")
    assert made.document["passed_over"] == ["north"]
    assert "muniment repair" in made.err
    assert NOTHING("verify-delivery", tmp_path / "a.zip", home=False).code == 0
    flip_a_bit(stocked, "south", aip)
    answer = stocked("deliver", aip, "-o", tmp_path / "b.zip", "--json")
    assert (answer.code, answer.error) == (1, "storage.member-altered")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "home"]


def test_every_delivery_is_an_event_that_names_nobody(stocked: Muniment, tmp_path: Path) -> None:
    made = stocked.json("deliver", "LF-RAT-1", "-o", tmp_path / "a.zip")
    stocked("deliver", "LF-RAT-1", "-o", tmp_path / "a.zip")
    events = stocked.json("events", "LF-RAT-1")["events"]
    delivered = [one for one in events if one["kind"] == "delivered"]
    assert [one["outcome"] for one in delivered] == ["success", "failure"]
    first, second = delivered
    assert (first["delivery"], first["files"]) == (made["delivery"], 2)
    assert second["code"] == "get.exists"
    frame = {"id", "kind", "at", "agent", "outcome", "position", "agent_name", "said"}
    assert {name for one in delivered for name in one} - frame <= set(FIELDS)
    assert "protokoll" not in json.dumps(delivered)


def test_a_ledger_that_says_something_else_proves_nothing(
    stocked: Muniment, tmp_path: Path
) -> None:
    """The keeper of the database cannot pass off another generation for the stored one."""
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(stocked.home / "archive.db") as database:
        database.execute("update generation set files_root = zeroblob(32)")
    answer = stocked("deliver", "LF-RAT-1", "-o", tmp_path / "d.zip", "--json")
    assert (answer.code, answer.error) == (1, "delivery.no-proof")


def test_grant_a_link_and_an_account(stocked: Muniment) -> None:
    given = stocked.json("deliver", "LF-PER-1", "--until", UNTIL, "--purpose", "legal")
    assert re.fullmatch(r"http://[^/]+/delivery/[\w-]{43}", given["link"])
    assert (given["account"], given["until"], given["files"]) == (None, UNTIL, 1)
    (ready,) = (stocked.home / "cache" / "deliveries").iterdir()
    assert ready.stat().st_size == given["size"]
    assert NOTHING("verify-delivery", ready, home=False).code == 0
    own = stocked.json("deliver", "LF-BAU-1", "--until", UNTIL, "--to", "administrator")
    assert (own["account"], own["link"]) == ("administrator", None)
    kinds = [one["kind"] for one in stocked.json("events", "LF-PER-1")["events"]]
    assert kinds[-2:] == ["granted", "delivered"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--until", "gestern"), "delivery.bad-day"),
        (("--until", "2020-01-01"), "delivery.bad-day"),
        (("--until", UNTIL, "--to", "nobody"), "accounts.not-found"),
        (("--until", UNTIL, "--purpose", "fun"), "delivery.unknown-purpose"),
        (("--until", UNTIL, "--file", "nothing"), "catalogue.member-not-found"),
        (("--until", UNTIL, "-o", "x.zip"), "call.wrong"),
        (("--to", "administrator"), "call.wrong"),
    ],
)
def test_grant_wrongly(words: tuple[str, ...], error: str, shelf: Muniment) -> None:
    answer = shelf("deliver", "LF-RAT-1", *words, "--json")
    assert (answer.code, answer.error) == (2, error)
