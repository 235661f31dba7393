"""The page of a unit tells staff what made each generation of its AIP, and why."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from administration.accessioning import accession_of
from ingest.accession import Wishes
from model.policy import UserRole
from tests.access.portal import portal
from tests.ingest.quiet import QUIET


def test_generations_with_their_reasons(tmp_path: Path) -> None:
    with portal(tmp_path) as site:
        archive, aip = site.archive, UUID(site.aip("S-2"))
        root = tmp_path / "later"
        root.mkdir()
        (root / "zu.txt").write_text("Haushalt 2005, berichtigt")
        (root / "neu.txt").write_text("Nachtrag")
        with archive.identifier() as identifier:
            accession = accession_of(archive, identifier, archive.agent, QUIET)
            wishes = Wishes(update=aip, reason="<b>Nachtrag</b> der Kämmerei")
            (outcome,) = accession.take(root, wishes)
        assert outcome.status == "stored"
        unit = f"/unit/{site.id('S-2')}"
        staff = site.signed_in(UserRole.ARCHIVIST)
        shown = staff.get(unit).text
        assert "a later delivery, 1 files new, 1 changed, 0 carried over, 0 superseded" in shown
        assert "Reason: &lt;b&gt;Nachtrag&lt;/b&gt; der Kämmerei" in shown
        assert "as first delivered" in shown
        german = staff.get(unit, headers={"accept-language": "de"}).text
        assert "eine spätere Ablieferung" in german
        # what lies behind a change is not for everybody
        assert "Kämmerei" not in site.public.get(unit).text
