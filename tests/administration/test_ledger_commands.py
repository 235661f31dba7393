"""`ledger`: what the stores remember, the database cannot forget."""

from __future__ import annotations

from uuid import uuid4

from tests.administration.conftest import Muniment, notes


def test_ledger_checkpoints_lie_in_every_store(stocked: Muniment) -> None:
    signed = stocked.json("ledger", "checkpoint")
    assert signed["stores"] == ["north", "south"]
    for store in signed["stores"]:
        newest = max((stocked.home / "stores" / store / "log" / "checkpoint").iterdir())
        assert newest.read_text() == signed["checkpoint"]
    assert stocked.json("ledger", "checkpoint")["checkpoint"] == signed["checkpoint"]


def test_ledger_prove(stocked: Muniment) -> None:
    event = stocked.json("events", "LF-RAT-1")["events"][0]
    proof = stocked.json("ledger", "prove", event["id"])
    assert event["id"] in proof["event"]
    assert proof["checkpoint"].startswith("muniment.invalid/")
    assert proof["verifier"]
    for nothing in (str(uuid4()), "nonsense"):
        answer = stocked("ledger", "prove", nothing, "--json")
        assert (answer.code, answer.error) == (2, "ledger.no-such-event")


def test_a_store_remembers_what_the_database_forgot(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    before = (stocked.home / "archive.db").read_bytes()
    stocked.json("accounts", "add", "mallory", "--role", "administrator")
    stocked.json("ledger", "checkpoint")
    assert stocked.json("ledger", "verify")["intact"]
    for suffix in ("-wal", "-shm"):
        (stocked.home / f"archive.db{suffix}").unlink(missing_ok=True)
    (stocked.home / "archive.db").write_bytes(before)  # as if it had never happened
    report = stocked.json("ledger", "verify", ends=1)
    assert {finding["where"] for finding in report["findings"]} == {"north", "south"}
    plain = stocked("ledger", "verify")
    assert plain.code == 1
    assert "[ledger.tampered]" in plain.err


def test_a_forged_checkpoint_in_a_store(stocked: Muniment) -> None:
    newest = max((stocked.home / "stores/south/log/checkpoint").iterdir())
    newest.chmod(0o600)
    newest.write_text(newest.read_text().replace("\n3\n", "\n2\n").replace("—", "-"))
    report = stocked.json("ledger", "verify", ends=1)
    assert [finding["where"] for finding in report["findings"]] == ["south"]


def test_a_store_away_is_said_and_the_others_are_compared(stocked: Muniment) -> None:
    (stocked.home / "stores" / "south").rename(stocked.home / "gone")
    answer = stocked("ledger", "verify", "--json")
    assert answer.code == 3
    assert answer.document["intact"]
    assert "[storage.away]" in answer.err
    assert stocked("ledger", "checkpoint", "--json").code == 3
    stocked("accounts", "add", "neu", "--role", "desk")
    stocked("ledger", "checkpoint")
    assert notes(stocked, ends=1)["ledger.stores"] == "warn"
    (stocked.home / "gone").rename(stocked.home / "stores" / "south")
    stocked.json("ledger", "checkpoint")
    assert "ledger.stores" not in notes(stocked)


def test_the_ledger_itself_lies_in_every_store_and_is_mended_there(stocked: Muniment) -> None:
    # also what happened within a minute of the last checkpoint
    stocked.json("accounts", "add", "clerk", "--role", "desk")
    events = stocked.json("ledger", "verify")["events"]
    for store in ("north", "south"):
        log = stocked.home / "stores" / store / "log"
        (bundle,) = (log / "tile/entries").rglob("*.p/*")
        assert bundle.name == str(events)
        assert b'"kind":"account-created"' in bundle.read_bytes()
        (key,) = (log / "key").iterdir()
        assert key.read_text().startswith("muniment.invalid/")
    bundle.chmod(0o600)
    bundle.write_bytes(bundle.read_bytes().replace(b"account-created", b"account-creatid"))
    (finding,) = stocked.json("ledger", "verify", ends=1)["findings"]
    assert finding["where"] == "south"
    assert stocked.json("repair")["log"] == 1
    assert stocked.json("ledger", "verify")["intact"]
    assert stocked.json("repair")["log"] == 0


def test_a_false_database_does_not_mend_the_stores(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    before = (stocked.home / "archive.db").read_bytes()
    stocked.json("accounts", "add", "mallory", "--role", "administrator")
    stocked.json("ledger", "checkpoint")
    for suffix in ("-wal", "-shm"):
        (stocked.home / f"archive.db{suffix}").unlink(missing_ok=True)
    (stocked.home / "archive.db").write_bytes(before)  # as if it had never happened
    (bundle,) = (stocked.home / "stores/south/log/tile/entries").rglob("*.p/*")
    answer = stocked("repair", "--json")
    assert answer.code == 1
    assert b"account-created" in bundle.read_bytes()
