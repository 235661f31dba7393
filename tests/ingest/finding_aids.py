"""Finding aids as tests need them: small ones, long ones, hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from administration.founding import found
from administration.home import Home
from administration.wiring import Archive, open_archive
from catalogue import descriptions, tree
from catalogue.description_rows import Described
from ingest.finding_aids.importing import FindingAids
from ingest.finding_aids.report import Report
from tests.ingest.quiet import QUIET

NAMESPACE = "urn:isbn:1-931666-22-9"


def findbuch(body: str, *, eadid: str = "F1", title: str = "Bauamt", head: str = "") -> str:
    """A Findbuch (EAD(DDB)) whose fonds has ``body`` below it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{head}<ead xmlns="{NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" audience="external">
<eadheader><eadid>{eadid}</eadid><filedesc><titlestmt><titleproper>{title}</titleproper>
</titlestmt></filedesc></eadheader>
<archdesc level="collection" type="Findbuch"><did><unitid>{eadid}</unitid></did>
<dsc><c level="collection" id="{eadid}"><did><unitid>{eadid}</unitid>
<unittitle>{title}</unittitle></did>
{body}
</c></dsc></archdesc></ead>"""


def unit(number: int | str, inside: str = "", *, did: str = "", beside: str = "") -> str:
    return (
        f'<c level="file" id="c{number}"><did><unitid>F1-{number}a</unitid>'
        f"<unittitle>Akte {number}</unittitle>"
        f'<unitdate normal="1900-01-01/1905-12-31">1900-1905</unitdate>{did}</did>'
        f"{beside}{inside}</c>\n"
    )


@dataclass(frozen=True)
class Desk:
    """Where finding aids are taken in."""

    archive: Archive
    place: Path

    @property
    def aids(self) -> FindingAids:
        archive = self.archive
        return FindingAids(
            archive.database, archive.clock, archive.new_id, archive.agent, archive.rules, QUIET
        )

    def take(self, text: str | bytes) -> Report:
        path = self.place / "aid.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.take_file(path)

    def take_file(self, path: Path) -> Report:
        identifier = self.archive.new_id()
        report = self.aids.stage(path, path.name, identifier)
        self.aids.publish(identifier, report)
        return report

    def find(self, refcode: str) -> Described:
        with self.archive.database.read() as connection:
            found = descriptions.by_refcode(connection, refcode)
        assert found is not None, refcode
        return found

    def above(self, refcode: str) -> list[str]:
        one = self.find(refcode)
        with self.archive.database.read() as connection:
            return [u.description.refcode for u in tree.ancestors(connection, one.key)]


@contextmanager
def desk(place: Path) -> Iterator[Desk]:
    home = Home(place / "home")
    found(home, title="Stadtarchiv Lindenfurt", naan="99999")
    with open_archive(home) as archive:
        yield Desk(archive, place)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected_count
