"""Accounts and orders are sealed into the stores, and come back into an empty catalogue."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyrage import decrypt, x25519
from sqlalchemy import select

from administration.home import Home
from administration.recovery import record_key_change, recover_key, recover_state
from administration.settings import load
from administration.wiring import wire
from catalogue.database import Database
from catalogue.tables import account, event
from tests.administration.conftest import Muniment, deliver, notes

SECRET = "Ein Geheimnis der Leserin"


@pytest.fixture
def founded(tmp_path: Path) -> tuple[Muniment, dict[str, Any]]:
    muniment = Muniment(tmp_path / "home")
    return muniment, muniment.json("init")


def sheet(tmp_path: Path, told: dict[str, Any], number: int = 0) -> Path:
    file = tmp_path / f"sheet-{number}.txt"
    file.write_text(f"# ein Blatt\n  {told['recovery_sheets'][number]['identity'].lower()}\n")
    return file


def bundles(muniment: Muniment, store: str = "north") -> list[Path]:
    return sorted((muniment.home / "stores" / store / "state").iterdir())


def unsealed(muniment: Muniment, told: dict[str, Any], number: int = 0) -> zipfile.ZipFile:
    identity = x25519.Identity.from_str(told["recovery_sheets"][number]["identity"])
    return zipfile.ZipFile(BytesIO(decrypt(bundles(muniment)[-1].read_bytes(), [identity])))


def test_init_shows_the_sheets_once_and_keeps_them_nowhere(
    founded: tuple[Muniment, dict[str, Any]],
) -> None:
    muniment, told = founded
    first, second = told["recovery_sheets"]
    assert first != second
    settings = muniment.home.joinpath("settings.toml").read_text()
    for one in (first, second):
        assert one["identity"].startswith("AGE-SECRET-KEY-1")
        assert one["recipient"] in settings
        for file in muniment.home.rglob("*"):
            if file.is_file():
                assert one["identity"].encode() not in file.read_bytes(), file
    assert len(bundles(muniment)) == 1, "an archive is safe from its first day"


def test_each_sheet_opens_what_anybody_can_read(
    founded: tuple[Muniment, dict[str, Any]],
) -> None:
    muniment, told = founded
    muniment.json("accounts", "add", SECRET, "--role", "desk")
    muniment.json("state", "write")
    for number in (0, 1):
        bundle = unsealed(muniment, told, number)
        assert bundle.testzip() is None
        assert SECRET in bundle.read("tables/account.ndjson").decode()
        assert b"PRIVATE KEY" in bundle.read("ledger.key")
        assert b"[[stores]]" in bundle.read("settings.toml")
        about = json.loads(bundle.read("state.json"))
        assert about["tables"]["account"] == len(bundle.read("tables/account.ndjson").splitlines())
    for store in ("north", "south"):
        for file in bundles(muniment, store):
            assert SECRET.encode() not in file.read_bytes()
            assert file.read_bytes().startswith(b"age-encryption.org/v1")


def test_a_drill(founded: tuple[Muniment, dict[str, Any]], tmp_path: Path) -> None:
    muniment, told = founded
    assert notes(muniment)["drill"] == "warn"
    answer = muniment.json("drill", "--identity", sheet(tmp_path, told, 1))
    assert answer["passed"]
    assert {one["store"] for one in answer["stores"]} == {"north", "south"}
    assert notes(muniment)["drill"] == "ok"
    damaged = bundles(muniment, "south")[-1]
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[-20] ^= 1
    damaged.write_bytes(content)
    answer = muniment.json("drill", "--identity", sheet(tmp_path, told), ends=1)
    assert [one["code"] for one in answer["stores"]] == [None, "state.not-opened"]
    assert notes(muniment)["drill"] == "warn"
    kinds = [e["kind"] for e in events(muniment)]
    assert kinds.count("state-drilled") == 2


def events(muniment: Muniment) -> list[dict[str, Any]]:
    archive = wire(Home(muniment.home), load(Home(muniment.home)))
    with archive.database.read() as connection:
        found = [json.loads(body) for body in connection.scalars(select(event.c.body))]
    archive.close()
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "state.no-identity"),
        ("AGE-SECRET-KEY-1QQQQ", "state.no-identity"),
        (None, "state.identity-unreadable"),
    ],
)
def test_a_wrong_sheet(
    founded: tuple[Muniment, dict[str, Any]], tmp_path: Path, text: str | None, code: str
) -> None:
    muniment, _ = founded
    file = tmp_path / "blatt.txt"
    if text is not None:
        file.write_text(text)
    answer = muniment("drill", "--identity", file, "--json")
    assert (answer.code, answer.error) == (2, code)


def test_the_sheet_of_another_archive(
    founded: tuple[Muniment, dict[str, Any]], tmp_path: Path
) -> None:
    muniment, _ = founded
    other = Muniment(tmp_path / "other").json("init")
    answer = muniment.json("drill", "--identity", sheet(tmp_path, other), ends=1)
    assert {one["code"] for one in answer["stores"]} == {"state.not-opened"}


def test_an_archive_without_recipients_is_told(
    founded: tuple[Muniment, dict[str, Any]], tmp_path: Path
) -> None:
    muniment, _ = founded
    settings = muniment.home / "settings.toml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join(x for x in lines if not x.startswith("recipients")) + "\n")
    assert notes(muniment)["state"] == "warn"
    assert muniment("state", "write", "--json").error == "state.no-recipients"
    told = muniment.json("state", "sheets")
    kept = settings.read_text().replace("[state]", told["settings"].rstrip())
    settings.write_text(kept)
    muniment.json("state", "write")
    assert muniment.json("drill", "--identity", sheet(tmp_path, told))["passed"]


@pytest.mark.parametrize(
    "recipients", ['["age1nonsense", "age1x"]', '["{one}"]', '["{one}", "{one}"]']
)
def test_recipients_are_two_good_keys(
    founded: tuple[Muniment, dict[str, Any]], recipients: str
) -> None:
    muniment, told = founded
    settings = muniment.home / "settings.toml"
    one = told["recovery_sheets"][0]["recipient"]
    lines = settings.read_text().splitlines()
    changed = [
        f"recipients = {recipients.replace('{one}', one)}" if x.startswith("recipients") else x
        for x in lines
    ]
    settings.write_text("\n".join(changed) + "\n")
    assert muniment("doctor", "--json").code == 1
    assert muniment("state", "write", "--json").error == "settings.invalid"


def test_nothing_new_is_not_kept_again(
    founded: tuple[Muniment, dict[str, Any]], tmp_path: Path
) -> None:
    muniment, _ = founded
    before = len(bundles(muniment))
    muniment.json("ledger", "checkpoint")
    muniment.json("ingest", deliver(tmp_path / "delivery"))
    assert len(bundles(muniment)) == before, "a minute has not passed"


def test_the_key_and_the_state_come_back(
    founded: tuple[Muniment, dict[str, Any]], tmp_path: Path
) -> None:
    muniment, told = founded
    muniment.json("accounts", "add", SECRET, "--role", "desk")
    muniment.json("ledger", "checkpoint")
    muniment.json("state", "write")
    before = wire(Home(muniment.home), load(Home(muniment.home)))
    old_key, old_software = before.signer.verifier.public, before.software
    with before.database.read() as connection:
        accounts = set(connection.execute(select(account)).all())
    before.close()
    for name in ("archive.db", "archive.db-wal", "archive.db-shm", "keys/ledger.key"):
        (muniment.home / name).unlink(missing_ok=True)
    (muniment.home / "keys/ledger.pub").unlink()
    archive = wire(Home(muniment.home), load(Home(muniment.home)))
    Database(archive.settings.database_url(archive.home)).upgrade()
    assert archive.software != old_software, "whoever rebuilds is new at first"
    identity = sheet(tmp_path, told)
    key = recover_key(archive, archive.stores, identity)
    assert not key.is_new
    assert archive.signer.verifier.public == old_key
    loaded = recover_state(archive, archive.stores, identity)
    assert loaded.lost == 0
    # what came back is kept at once, with whoever rebuilt it
    assert recover_state(archive, archive.stores, identity).rows == loaded.rows + 1
    with archive.database.read() as connection:
        after = set(connection.execute(select(account)).all())
    assert accounts <= after
    archive.close()
    again = wire(archive.home, archive.settings)
    assert again.software == old_software
    again.close()


def test_without_a_sheet_another_key_begins(founded: tuple[Muniment, dict[str, Any]]) -> None:
    muniment, told = founded
    for name in ("ledger.key", "ledger.pub"):
        (muniment.home / "keys" / name).unlink()
    archive = wire(Home(muniment.home), load(Home(muniment.home)))
    key = recover_key(archive, archive.stores, None)
    assert key.is_new
    assert key.former == (told["key_fingerprint"],)
    assert key.fingerprint != told["key_fingerprint"]
    record_key_change(archive, key)
    archive.close()
    muniment.json("ledger", "checkpoint")
    assert muniment.json("ledger", "verify")["intact"], "both keys have signed rightly"
    (changed,) = [e for e in events(muniment) if e["kind"] == "key-changed"]
    assert changed["former_fingerprint"] == told["key_fingerprint"]
    for store in ("north", "south"):
        assert len(list((muniment.home / "stores" / store / "log/key").iterdir())) == 2


def test_old_bundles_go(founded: tuple[Muniment, dict[str, Any]]) -> None:
    muniment, _ = founded
    folder = muniment.home / "stores/north/state"
    for stamp in (
        "20200101T000000000000Z",
        "20261101T010101000000Z",
        "20261101T010102000000Z",
        "20261101T020101000000Z",
    ):
        (folder / f"{stamp}-0123456789abcdef.zip.age").write_bytes(b"old")
    (folder / "something else").write_bytes(b"")
    muniment.json("state", "write")
    left = [file.name[:22] for file in folder.iterdir() if file.name.endswith("def.zip.age")]
    # of an hour that is past the newest is enough, and 35 days are the end
    assert sorted(left) == ["20261101T010102000000Z", "20261101T020101000000Z"]
    assert (folder / "something else").exists()
