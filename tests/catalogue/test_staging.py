"""A finding aid is staged and published on either database, and its past is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from access.harvesting import records
from access.harvesting.asked import Asked
from catalogue import descriptions, revising, staging
from catalogue.database import Database
from ingest.finding_aids.importing import FindingAids
from model.description import Level
from model.rights import rule_set_for
from tests.catalogue import samples
from tests.ingest.finding_aids import counts, findbuch, unit
from tests.ingest.quiet import QUIET

TODAY = date(2026, 11, 24)
RULES = rule_set_for(TODAY)


def test_published_changed_and_published_again(database: Database, tmp_path: Path) -> None:
    aids = FindingAids(database, samples.clock, samples.new_id, samples.AGENT, RULES, QUIET)
    path = tmp_path / "aid.xml"

    def take(text: str) -> tuple[int, int, int, int]:
        path.write_text(text)
        identifier = samples.new_id()
        report = aids.stage(path, "aid.xml", identifier)
        aids.publish(identifier, report)
        return counts(report)

    series = f'<c level="series" id="s"><did><unittitle>S</unittitle></did>{unit(1)}</c>'
    assert take(findbuch(series + unit(2))) == (4, 0, 0, 0)
    assert take(findbuch(series + unit(2))) == (0, 0, 4, 0)
    closed = "<accessrestrict><p>gesperrt</p></accessrestrict>"
    assert take(findbuch(series.replace("Akte", "Band") + unit(2, beside=closed) + unit(3))) == (
        1, 2, 2, 0,
    )  # fmt: skip
    with database.read() as connection:
        band = descriptions.by_refcode(connection, "F1-1a")
        assert band is not None
        past = [revision.said.title for revision in revising.history(connection, band)]
        found, more = records.page(connection, Asked(verb="ListRecords", prefix="oai_dc"), TODAY)
        inside = {record.fonds for record in found}
        (findbuch_,), _ = records.page(connection, Asked(verb="ListRecords", prefix="ead"), TODAY)
    assert past == ["Band 1", "Akte 1"]
    assert (len(found), more, len(inside)) == (5, None, 1)
    assert findbuch_.described.description.level is Level.FONDS
    with database.write() as connection:
        revising.change(
            connection, replace(band.description, note="neu"), band.revision, RULES,
            samples.AT, samples.AGENT.id,
        )  # fmt: skip
        assert staging.taken(connection, ["F1-1a"]) == {"F1-1a": band.description.id}
    assert take(findbuch(series.replace("Akte", "Band") + unit(2, beside=closed) + unit(3))) == (
        0, 0, 5, 0,
    )  # fmt: skip
