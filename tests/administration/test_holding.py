"""A legal hold on one AIP: nobody disposes of it, and the ledger tells a rebuild of it."""

from __future__ import annotations

import pytest

from administration.home import Home
from administration.wiring import open_archive
from catalogue import holds, ledger
from tests.administration.conftest import Muniment
from tests.administration.four_eyes import decided, opened, person, press


def aip_of(muniment: Muniment) -> str:
    return str(muniment.json("show", "LF-RAT-1")["aips"][0]["aip"])


def test_a_held_aip_is_disposed_of_by_nobody(stocked: Muniment) -> None:
    aip = aip_of(stocked)
    approved = decided(stocked, aip)
    held = stocked.json("hold", "LF-RAT-1", "--reason", "Rechtsstreit 12/2026")
    assert held == {"aip": aip, "held": True, "stores": [], "unable": ["north", "south"]}
    # approved before, and all the same not carried out
    assert stocked("dispose", "carry-out", approved, "--json").error == "disposal.on-hold"
    with opened(stocked) as archive:
        assert press(person(archive, "carla"), approved, "withdraw") == 303
    again = ("dispose", "request", "LF-RAT-1", "--reason", "x")
    assert stocked(*again, "--json").error == "disposal.on-hold"
    assert stocked.json("show", "LF-RAT-1")["aips"][0]["held_since"]
    assert "legal hold" in stocked("show", "LF-RAT-1").out
    with opened(stocked) as archive:
        unit = stocked.json("show", "LF-RAT-1")["id"]
        assert "nobody can dispose of it" in person(archive, "dora").get(f"/unit/{unit}").text
    assert stocked.json("show", "LF-BAU-1")["aips"][0]["held_since"] is None
    assert stocked.json("verify")["intact"] == 6
    stocked.json("hold", "LF-RAT-1", "--lift", "--reason", "Urteil ist rechtskräftig")
    assert stocked.json("show", "LF-RAT-1")["aips"][0]["held_since"] is None
    assert stocked.json(*again)["state"] == "draft"
    disposal = stocked.json("dispose", "list")["disposals"][0]["disposal"]
    assert disposal


def test_the_reason_can_be_erased_and_is_in_no_event(stocked: Muniment) -> None:
    from uuid import UUID  # noqa: PLC0415

    aip = aip_of(stocked)
    stocked.json("hold", aip, "--reason", "Klage von Frau Musterfrau")
    with open_archive(Home(stocked.home)) as archive:
        with archive.database.read() as connection:
            one = holds.of_aip(connection, UUID(aip))
            events = list(ledger.events_about(connection, UUID(aip)))
            assert one is not None
            assert ledger.kept_text(connection, one.reason) == "Klage von Frau Musterfrau"
        (told,) = [event for event in events if event.fields["kind"] == "held"]
        assert told.fields["text"] == one.reason
        assert b"Musterfrau" not in told.body
        with archive.database.write() as connection:
            ledger.erase_text(connection, bytes.fromhex(one.reason.removeprefix("sha256:")))
    assert stocked.json("ledger", "verify")["intact"]
    assert stocked.json("show", aip)["aips"][0]["held_since"]


def test_after_a_rebuild_the_hold_is_back(stocked: Muniment) -> None:
    aip = aip_of(stocked)
    other = stocked.json("show", "LF-BAU-1")["aips"][0]["aip"]
    stocked.json("hold", aip, "--reason", "Rechtsstreit")
    stocked.json("hold", other, "--reason", "Rechtsstreit")
    stocked.json("hold", other, "--lift", "--reason", "erledigt")
    stocked.json("ledger", "checkpoint")
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (stocked.home / name).unlink(missing_ok=True)
    stocked("rebuild")
    assert stocked.json("show", aip)["aips"][0]["held_since"]
    assert stocked.json("show", other)["aips"][0]["held_since"] is None
    refused = stocked("dispose", "request", aip, "--reason", "x", "--json")
    assert refused.error == "disposal.on-hold"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("LF-RAT-1",), "hold.no-reason"),
        (("LF-RAT-1", "--lift", "--reason", "x"), "hold.not-held"),
        (("GIBT-ES-NICHT", "--reason", "x"), "catalogue.not-found"),
    ],
)
def test_wrong_calls(shelf: Muniment, words: tuple[str, ...], error: str) -> None:
    answer = shelf("hold", *words, "--json")
    assert (answer.code, answer.error) == (2, error)


def test_held_twice_is_said(stocked: Muniment) -> None:
    stocked.json("hold", "LF-RAT-1", "--reason", "x")
    assert stocked("hold", "LF-RAT-1", "--reason", "x", "--json").error == "hold.held-already"
