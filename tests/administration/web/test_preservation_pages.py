"""Staff read the story of a damaged copy; nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from administration.workflows import fixity_round
from administration.workflows.inline import InlineSteps
from model.policy import UserRole
from tests.access.portal import portal
from tests.administration.conftest import Muniment
from tests.ingest.quiet import QUIET


def test_incidents_and_migrations(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        staff = opened.signed_in(UserRole.AUDITOR)
        assert "No copy has ever been found damaged." in staff.get("/incidents").text
        assert "There is no plan yet" in staff.get("/migrations").text
        bad = next((opened.archive.home.path / "stores/south").glob("aip/*/*/*/*.zip"))
        data = bytearray(bad.read_bytes())
        data[200] ^= 1
        bad.chmod(0o644)
        bad.write_bytes(data)
        fixity_round.run(InlineSteps(QUIET), opened.archive, {})
        page = staff.get("/incidents").text
        found = [page.index(said) for said in (
            "Found in south: altered", "Healed from north", "Read back from south: intact",
        )]  # fmt: skip
        assert found == sorted(found)
        german = staff.get("/incidents", headers={"accept-language": "de"}).text
        assert "Geheilt aus north" in german


def test_an_alarm_is_said_everywhere_and_everything_is_kept(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        home = opened.archive.home.path
        muniment = Muniment(home)
        south = next((home / "stores/south").glob("aip/*/*/*/*.zip"))
        north = home / "stores/north" / south.relative_to(home / "stores/south")
        north.unlink()  # the one is lost, the other is spoilt
        south.chmod(0o644)
        south.write_bytes(south.read_bytes()[:-1])
        left = south.read_bytes()
        verdicts = {f["verdict"] for f in muniment.json("verify", ends=1)["findings"]}
        assert verdicts == {"missing", "altered"}
        answer = muniment("repair", "--json")
        assert (answer.code, answer.document["repaired"]) == (1, 0)
        assert answer.err.count("[storage.no-healthy-copy]") == 1
        assert south.read_bytes() == left
        assert not north.exists()
        assert not [p for p in (home / "stores").glob("*/quarantine/**/*") if p.is_file()]
        doctor = muniment("doctor")
        assert doctor.code == 1
        assert "2 of them without a healthy copy" in doctor.out
        page = opened.signed_in(UserRole.AUDITOR).get("/incidents").text
        assert page.count("Nothing to heal") >= 2


@pytest.mark.parametrize("path", ["/incidents", "/migrations", "/migrations/x"])
def test_readers_do_not_see_them(tmp_path: Path, path: str) -> None:
    with portal(tmp_path) as opened:
        assert opened.public.get(path).status_code in (302, 303, 401, 403)
        assert opened.signed_in(UserRole.READER).get(path).status_code == 403
