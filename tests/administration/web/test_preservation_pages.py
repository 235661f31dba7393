"""Staff read the story of a damaged copy; nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from administration.workflows import fixity_round
from administration.workflows.inline import InlineSteps
from model.policy import UserRole
from tests.access.portal import portal
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


@pytest.mark.parametrize("path", ["/incidents", "/migrations", "/migrations/x"])
def test_readers_do_not_see_them(tmp_path: Path, path: str) -> None:
    with portal(tmp_path) as opened:
        assert opened.public.get(path).status_code in (302, 303, 401, 403)
        assert opened.signed_in(UserRole.READER).get(path).status_code == 403
