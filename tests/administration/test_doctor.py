"""`doctor`: what is well, what is wrong."""

from __future__ import annotations

import os

from administration.home import Home
from administration.wiring import open_archive
from catalogue import aips, copies, incidents, mails
from catalogue.mails import Mail
from tests.administration.conftest import Muniment, notes


def test_doctor_knows_what_is_well(stocked: Muniment) -> None:
    states = notes(stocked)
    assert states["naan"] == "warn"
    assert states["stores.apart"] == "warn"  # two folders on one disk are no two copies
    well = ("keys", "catalogue", "copies", "ledger", "journal", "index")
    assert {states[name] for name in well} == {"ok"}
    assert "to know" in stocked("doctor").out


def test_doctor_sees_what_is_wrong(stocked: Muniment) -> None:
    key = stocked.home / "keys" / "ledger.key"
    key.chmod(0o644)
    (stocked.home / "stores" / "south").rename(stocked.home / "gone")
    (stocked.home / "ballast").unlink()
    states = notes(stocked, ends=1)
    assert states["keys"] == states["store.south"] == "fail"
    assert states["ballast"] == "warn"
    key.unlink()
    (stocked.home / "archive.db").write_bytes(b"not a database" * 1000)
    states = notes(stocked, ends=1)
    assert states["catalogue"] == "fail"
    assert "fail" in stocked("doctor").out


def test_doctor_shows_open_incidents_and_letters(stocked: Muniment) -> None:
    assert notes(stocked)["incidents"] == notes(stocked)["mail"] == "ok"
    with open_archive(Home(stocked.home)) as archive:
        now = archive.clock()
        letter = Mail(archive.new_id(), archive.agent.id, "welcome", "a@b.example", "s", "b", now)
        with archive.database.write() as connection:
            (copy, *_) = copies.of_aip(connection, aips.ids(connection, after=None, limit=1)[0])
            incidents.begin(connection, archive.new_id(), copy.key, "altered", now)
            mails.put(connection, letter)
            mails.failed(connection, letter, "mail.example does not answer")
    found = {one["check"]: one for one in stocked.json("doctor")["checks"]}
    assert found["incidents"]["state"] == found["mail"]["state"] == "warn"
    assert "1 incidents are open" in found["incidents"]["message"]
    assert "mail.example does not answer" in found["mail"]["message"]


def test_doctor_of_wrong_settings_says_that_alone(stocked: Muniment) -> None:
    settings = stocked.home / "settings.toml"
    settings.write_text(settings.read_text().replace("port = 8000", "port = 0"))
    assert notes(stocked, ends=1) == {"settings": "fail"}
    answer = stocked("search", "x", "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")


def test_doctor_sees_a_clock_that_went_back(stocked: Muniment) -> None:
    os.utime(stocked.home / "settings.toml", (4e9, 4e9))
    assert notes(stocked, ends=1)["clock"] == "fail"
