"""A small archive with a portal: open, closed, hidden and undescribed units, one volume, paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from administration.accessioning import accession_of
from administration.founding import found
from administration.home import Home
from administration.web.app import create_app
from administration.wiring import Archive, open_archive
from catalogue import accounts, aips, descriptions
from catalogue.search import indexer
from ingest.accession import Wishes
from model.policy import UserRole
from tests.administration.jobs_here import JobsInTheBook, jobs_here
from tests.ingest.quiet import QUIET

PASSWORD = "ein langes Kennwort"
TABLE = """\
path,Signatur,parent,level,Titel,von,bis,Enthält,person_related,secrecy,lock_reason,lock_review,Standort,Schachtel
,S,,fonds,Stadt Musterfurt,1827,2024,,,,,
offen,S-1,S,file,Brücke über die Müller-Au,1827,1830,Enthält: <b>Pläne</b> & Kosten,,,,
offen/plan.txt,S-1-1,S-1,item,Plan der Brücke,1828,1828,,,,,
zu.txt,S-2,S,file,Haushalt,2001,2005,,,,,
geheim.txt,S-3,S,file,Fürsorgeakte Maier,1970,1990,,yes,social,,
gesperrt.txt,S-4,S,file,Nachlass Brücke,1900,1901,,,,Streit,2030-01-31
,S-5,S,file,Urkunde auf Pergament,1830,1830,,,,,,Tresor 3,U 12
,S-6,S-3,item,Brief in der Fürsorgeakte,1850,1850,,,,,
"""
FILES = {
    "offen/plan.txt": b"Plan der Br\xc3\xbccke, ganz offen. " * 400,
    "offen/Müller & Söhne.html": b"<script>alert(1)</script>",
    "offen/wappen.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "zu.txt": b"Haushalt 2005",
    "geheim.txt": b"Fuersorge",
    "gesperrt.txt": b"Streit",
    "rest.txt": b"niemand hat das beschrieben",
}


@dataclass(frozen=True)
class Portal:
    archive: Archive
    app: Any
    public: TestClient

    def id(self, refcode: str) -> str:
        with self.archive.database.read() as connection:
            described = descriptions.by_refcode(connection, refcode)
        assert described is not None
        return str(described.description.id)

    def aip(self, refcode: str) -> str:
        with self.archive.database.read() as connection:
            described = descriptions.by_refcode(connection, refcode)
            assert described is not None
            return str(aips.of_description(connection, described.key)[0][0])

    def file(self, refcode: str, name: str) -> str:
        return f"/unit/{self.id(refcode)}/file/{self.aip(refcode)}/{name}"

    def client(self) -> TestClient:
        return client_of(self.app)

    def signed_in(self, role: UserRole) -> TestClient:
        client = self.client()
        with self.archive.database.write() as connection:
            known = accounts.by_name(connection, role.value)
            if known is None or not known.has_password:
                made = known or accounts.create(
                    connection, role.value, role, self.archive.new_id, self.archive.clock
                )
                accounts.set_password(connection, made.id, PASSWORD)
        answer = client.post("/sign-in", data={"name": role.value, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def portal(place: Path, files: Mapping[str, bytes] = FILES, table: str = TABLE) -> Iterator[Portal]:
    """Found an archive in ``place``, fill it with one delivery, open its portal."""
    home = Home(place / "home")
    found(home, title="Stadtarchiv Musterfurt", naan="99999")
    with open_archive(home) as archive:
        take(archive, place / "delivery", files, table)
        jobs_here(archive)
        app = create_app(archive)
        yield Portal(archive, app, client_of(app))


@contextmanager
def portal_with_jobs(place: Path) -> Iterator[Portal]:
    """The same, with a book of jobs, for pages that show how far one has come."""
    with portal(place) as opened, with_jobs(opened) as again:
        yield again


@contextmanager
def with_jobs(opened: Portal) -> Iterator[Portal]:
    """A portal again, whose jobs are written into the book as a worker does."""
    archive = opened.archive
    book = JobsInTheBook(archive)
    vars(archive)["jobs"] = book
    app = create_app(archive)
    yield Portal(archive, app, client_of(app))
    book.close()


def take(archive: Archive, folder: Path, files: Mapping[str, bytes], table: str) -> None:
    """A delivery with its finding aid is laid into ``folder``, taken in, and can be found."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "metadata.csv").write_text(table)
    agent = archive.agent
    with archive.identifier() as identifier:
        outcomes = accession_of(archive, identifier, agent, QUIET).take(folder, Wishes())
    assert {outcome.status for outcome in outcomes} == {"stored"}, outcomes
    indexer.catch_up(archive.database, archive.engine)


def client_of(app: Any) -> TestClient:
    """A reader's browser, set to English, that shows errors instead of raising them."""
    return TestClient(
        app,
        follow_redirects=False,
        raise_server_exceptions=False,
        headers={"accept-language": "en"},
    )
