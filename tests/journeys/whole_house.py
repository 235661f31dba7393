"""An archive in which every page has something to show, in every state that there is."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import update
from starlette.testclient import TestClient

from administration.disposing import decisions_of
from administration.migrating import workshop_of
from administration.people import link_for_role
from administration.wiring import Archive
from administration.workflows import access_copies, fixity_round
from administration.workflows import migration as migrating
from administration.workflows.inline import InlineSteps
from catalogue import accounts, jobs
from catalogue.tables import delivery_grant, order_item
from model.disposal import Ground
from model.errors import MunimentError
from model.job import JobState
from model.order import ItemState
from model.policy import UserRole
from preservation.disposal.deciding import Wanted
from preservation.migrating.planning import write_down
from preservation.migrating.rehearsing import rehearse
from tests.access.describers import save
from tests.access.portal import Portal, take, with_jobs
from tests.access.reading_room.lesesaal import Lesesaal, lesesaal, paper
from tests.access.takers import give, link
from tests.access.viewing import gallery
from tests.administration.four_eyes import press
from tests.forms import token_of
from tests.ingest.finding_aids import findbuch, unit
from tests.ingest.quiet import QUIET

READERS = ("aenne@example.org", "berta@example.org", "carl@example.org", "dora@example.org")
MAPS = tuple(f"K-{number}" for number in range(1, 20))
SINGLE = MAPS[3:]  # the first three lie in one box
PLAN = """
name = "{name}"
reason = "BMP is read by fewer programs each year."
[selection]
puids = ["fmt/116", "fmt/119"]
collection = "{collection}"
[target]
tool = "tiff"
compression = "lzw"
"""
PICTURES = """\
path,Signatur,parent,level,Titel,von,bis
,M,,fonds,Alte Bilder,1990,1999
eins,M-1,M,file,Bilder vom Hafen,1991,1991
zwei,M-2,M,file,Bilder vom Markt,1992,1992
drei,M-3,M,file,Bilder vom Tor,1993,1993
"""


@dataclass(frozen=True)
class WholeHouse:
    """The archive, its people and the addresses of what lies in it."""

    room: Lesesaal
    people: dict[UserRole, TestClient]
    links: dict[str, str]  # what only whoever made it knows: grants, sign-in

    @property
    def portal(self) -> Portal:
        return self.room.portal


@contextmanager
def whole_house(place: Path) -> Iterator[WholeHouse]:
    """Found the archive and let everybody work in it for a while."""
    with lesesaal(place) as small, with_jobs(small.portal) as portal:
        archive = portal.archive
        room = Lesesaal(
            portal, portal.signed_in(UserRole.DESK), portal.signed_in(UserRole.ARCHIVIST)
        )
        take(archive, place / "gallery", gallery.delivery(), gallery.TABLE)
        take(archive, place / "pictures", _pictures(), PICTURES)
        reader = _orders(room)
        _submissions(room)
        _finding_aids(room)
        _descriptions(room)
        _migrations(archive, room.archivist)
        access_copies.run(InlineSteps(QUIET), archive, {})
        links = _deliveries(portal, room.archivist)
        _disposals(portal, room.archivist)
        _incidents(archive)
        _jobs(archive)
        people = {
            UserRole.PUBLIC: portal.client(),
            UserRole.READER: reader,
            UserRole.DESK: room.desk,
            UserRole.ARCHIVIST: room.archivist,
            UserRole.AUDITOR: portal.signed_in(UserRole.AUDITOR),
            UserRole.ADMINISTRATOR: portal.signed_in(UserRole.ADMINISTRATOR),
        }
        yield WholeHouse(room, people, links)


def _pictures() -> dict[str, bytes]:
    noise = Image.effect_noise((90, 60), 50).convert("RGB")
    files = {}
    for folder in ("eins", "zwei", "drei"):
        data = io.BytesIO()
        noise.save(data, "BMP")
        files[f"{folder}/bild.bmp"] = data.getvalue() + folder.encode()
    files["zwei/kaputt.bmp"] = files["eins/bild.bmp"][:5000]
    return files


# --- reading room -----------------------------------------------------------------------------

_APPROVED = ("approve",)
_SLIPPED = (*_APPROVED, "print-slip")
_READY = (*_SLIPPED, "pull", "make-ready")
_ISSUED = (*_READY, "issue")
_WAYS: dict[ItemState, tuple[str, ...]] = {
    ItemState.SUBMITTED: (),
    ItemState.NEEDS_PERMIT: ("demand-permit",),
    ItemState.QUEUED: _APPROVED,
    ItemState.SLIPPED: _SLIPPED,
    ItemState.NOT_FOUND: (*_SLIPPED, "miss"),
    ItemState.PULLED: (*_SLIPPED, "pull"),
    ItemState.READY: _READY,
    ItemState.ISSUED: _ISSUED,
    ItemState.HELD: (*_ISSUED, "hold"),
    ItemState.RETURNED: (*_ISSUED, "return"),
    ItemState.EXPIRED: (*_READY, "expire"),
    ItemState.RESHELVED: (*_ISSUED, "return", "reshelve"),
    ItemState.SURROGATE: ("offer-surrogate",),
    ItemState.CANCELLED: ("cancel",),
}


_DAYS = {ItemState.READY: 0, ItemState.HELD: -60}  # who comes today, and who is long overdue
_A_DAY = 4


def _orders(room: Lesesaal) -> TestClient:
    """Readers whose applications and orders are in every state; the first has most of them."""
    paper(room.portal.archive, "K", "Karten", MAPS, box="Mappe 3")
    first, second = room.reader(READERS[0]), room.reader(READERS[1])
    room.see_identity(first)
    ways = list(_WAYS.items())
    for day, start in enumerate(range(0, len(ways), _A_DAY)):
        chosen = ways[start : start + _A_DAY]
        items = room.order(first, *SINGLE[start : start + len(chosen)], day=day)
        for (state, deeds), item in zip(chosen, items, strict=True):
            room.through(item, *deeds)
            assert room.state(item) is state
            if state in _DAYS:
                _on(room.portal.archive, item.number, _DAYS[state])
    # what another has is waited for, and what is refused has its reason
    behind, refused = room.order(second, SINGLE[7], SINGLE[-1])
    room.through(behind, "approve")
    assert room.do(room.archivist, refused, "reject", reason="Zu brüchig.").status_code == 303
    room.put(first, "P-1", "P-2", "P-4")
    apply_only = room.register(READERS[2])
    _apply(apply_only)
    turned_away = room.register(READERS[3])
    _apply(turned_away)
    page = room.archivist.get("/desk/applications").text
    path = re.findall(r'action="(/desk/applications/[^"]+)"', page)[-1]
    data = {"deed": "refuse", "reason": "Anschrift fehlt", "form_token": token_of(room.archivist)}
    assert room.archivist.post(path, data=data).status_code == 303
    return first


def _on(archive: Archive, number: int, days: int) -> None:
    day = archive.today + timedelta(days=days)
    with archive.database.write() as connection:
        connection.execute(update(order_item).where(order_item.c.number == number).values(day=day))


def _apply(client: TestClient) -> None:
    data = {
        "name": "Dora Müller-Lüdenscheidt", "address": "Am Wehr 1", "purpose": "local-history",
        "topic": "Brücken", "promise": "yes", "form_token": token_of(client),
    }  # fmt: skip
    assert client.post("/application", data=data).status_code == 303


# --- what comes in ----------------------------------------------------------------------------


def _submissions(room: Lesesaal) -> None:
    table = "path,Signatur,parent,level,Titel,von,bis\na.txt,S-{0},S,file,Wehr {0},1901,1902\n"
    handed = {
        number: _hand_in(
            room.archivist,
            f"Wehr am Bach, {number}. Lieferung",
            {"a.txt": str(number).encode(), "metadata.csv": table.format(number).encode()},
        )
        for number in (90, 91, 92, 93)
    }
    bad = {"blatt.txt": b"anders", "sums.sha256": b"0" * 64 + b"  blatt.txt\n"}
    _hand_in(room.archivist, "Mit falscher Prüfsumme", bad)
    token = {"form_token": token_of(room.archivist)}
    for number, deed in ((91, "accept"), (92, "refuse"), (93, "send-back")):
        data = token | {"reason": "Die Akten gehören in das Staatsarchiv."}
        assert room.archivist.post(f"{handed[number]}/{deed}", data=data).status_code == 303
    begun = token | {"title": "Noch unterwegs", "script": "1"}
    assert room.archivist.post("/submissions", data=begun).status_code == 201
    _settled(room.archivist, handed[91])


def _hand_in(client: TestClient, title: str, files: dict[str, bytes]) -> str:
    answer = client.post(
        "/submissions",
        data={"form_token": token_of(client), "title": title, "source": "Tiefbauamt"},
        files=[("files", (name, data)) for name, data in files.items()],
    )
    assert answer.status_code == 303, answer.text
    return _settled(client, answer.headers["location"])


def _settled(client: TestClient, path: str) -> str:
    """The page has come to rest."""
    patience = time.monotonic() + 30
    while "aria-busy" in client.get(path).text:
        assert time.monotonic() < patience, path
        time.sleep(0.02)
    return path


def _finding_aids(room: Lesesaal) -> None:
    for name, text in (
        ("bauamt.xml", findbuch(unit(1) + unit(2))),
        ("zweimal.xml", findbuch(unit(1) + unit(1), eadid="F2")),
        ("abgeschnitten.xml", findbuch(unit(1), eadid="F3")[:-30]),
    ):
        answer = room.archivist.post(
            "/finding-aids",
            files={"file": (name, text.encode(), "text/xml")},
            data={"form_token": token_of(room.archivist)},
        )
        path = _settled(room.archivist, answer.headers["location"])
        if name == "bauamt.xml":
            data = {"form_token": token_of(room.archivist)}
            started = room.archivist.post(f"{path}/import", data=data)
            _settled(room.archivist, started.headers["location"])


def _descriptions(room: Lesesaal) -> None:
    """One description is changed twice, so that it has a history."""
    for title in ("Die Brücke über die Müller-Au", "Die Steinbrücke über die Müller-Au"):
        assert save(room.archivist, room.portal, "S-1", title=title).status_code == 303


# --- what is kept and goes out ----------------------------------------------------------------


def _migrations(archive: Archive, archivist: TestClient) -> None:
    """One plan that was only written down, one rehearsed, signed off, ended, rolled back."""
    with workshop_of(archive, archive.agent, QUIET) as work:
        write_down(work, PLAN.format(name="Nur geplant", collection="M-1"))
        ids = {}
        for name, collection in (
            ("Zu unterschreiben", "M-3"),
            ("Zu beginnen", "M-3"),
            ("Teils gelungen", "M"),
            ("Zurückgenommen", "M-1"),
        ):
            try:
                one = write_down(work, PLAN.format(name=name, collection=collection))
                rehearse(work, one)
                ids[name] = str(one.id)
            except MunimentError as error:
                raise AssertionError(name) from error
    for name in list(ids)[1:]:
        data = {"form_token": token_of(archivist)}
        answer = archivist.post(f"/migrations/{ids[name]}/sign-off", data=data)
        assert answer.status_code == 303, answer.text
    steps = InlineSteps(QUIET)
    for name in ("Teils gelungen", "Zurückgenommen"):
        migrating.run(steps, archive, {"plan": ids[name]})
    migrating.run(steps, archive, {"plan": ids["Zurückgenommen"], "roll_back": True})


def _deliveries(portal: Portal, archivist: TestClient) -> dict[str, str]:
    """Grants to a reader and by link: one that holds, one that is over, one taken back."""
    links = {"grant": link(give(archivist, portal, "S-1"))}
    for refcode in ("S-2", "B-1", "B-4"):
        assert give(archivist, portal, refcode, to=READERS[0]).status_code == 200
    links["over"] = link(give(archivist, portal, "S-1"))
    page = archivist.get(f"/unit/{portal.id('B-4')}/delivery").text
    revoke = re.findall(r'action="(/deliveries/[0-9a-f-]+/revoke)"', page)[0]
    assert archivist.post(revoke, data={"form_token": token_of(archivist)}).status_code == 303
    with portal.archive.database.write() as connection:
        past = portal.archive.clock() - timedelta(days=1)
        newest = delivery_grant.c.token_sha256.is_not(None) & (
            delivery_grant.c.id == _newest(connection)
        )
        connection.execute(update(delivery_grant).where(newest).values(expires_at=past))
    sign_in = link_for_role(portal.archive, UserRole.AUDITOR, "http://testserver")
    links["sign-in"] = sign_in.url.removeprefix("http://testserver")
    return links


def _newest(connection: Any) -> Any:
    by_link = delivery_grant.c.token_sha256.is_not(None)
    newest = delivery_grant.select().where(by_link).order_by(delivery_grant.c.granted_at.desc())
    return connection.execute(newest).first().id


def _disposals(portal: Portal, archivist: TestClient) -> None:
    """One that was only drafted, one requested, one approved by a second person."""
    second = portal.signed_in(UserRole.ADMINISTRATOR)
    decisions = decisions_of(portal.archive, portal.archive.agent)
    for refcode, wanted in (("B-6", 0), ("B-7", 1), ("S-91", 2)):
        reason = "Nachkassation 2026, mit dem Amt abgestimmt"
        aip = UUID(portal.aip(refcode))
        drafted = str(decisions.draft(Wanted(aip, Ground.REAPPRAISED, reason)).id)
        for who, deed in ((archivist, "request"), (second, "approve"))[:wanted]:
            assert press(who, drafted, deed) == 303


def _incidents(archive: Archive) -> None:
    """One copy is damaged and healed from the other; of another AIP both are, and it stays open."""
    south = sorted((archive.home.path / "stores/south").glob("aip/*/*/*/*.zip"))
    north = sorted((archive.home.path / "stores/north").glob("aip/*/*/*/*.zip"))
    for bad in (south[0], south[1], north[1]):
        data = bytearray(bad.read_bytes())
        data[200] ^= 1
        bad.chmod(0o644)
        bad.write_bytes(data)
    fixity_round.run(InlineSteps(QUIET), archive, {})


def _jobs(archive: Archive) -> None:
    """The book has jobs in every state, and a worker that is alive."""
    said = {"en": "The store south does not answer.", "de": "Der Speicher south antwortet nicht."}
    now = archive.clock()
    with archive.database.write() as connection:
        worker = archive.new_id()
        jobs.beat(connection, worker, 4711, now + timedelta(minutes=10))
        account = accounts.by_name(connection, UserRole.ARCHIVIST.value)
        for kind in ("verify", "ingest", "accession", "migration", "fixity-round"):
            jobs.add(connection, kind, kind, {}, account.id if account else None, now)
        for kind in ("verify", "ingest", "accession", "migration"):
            jobs.begin(connection, kind, worker, now)
        jobs.note(connection, "verify", now, done=40, total=100)
        jobs.note(
            connection, "ingest", now, state=JobState.WAITING.value, code="storage.away",
            message=said,
        )  # fmt: skip
        jobs.end(connection, "accession", JobState.FAILED, now, code="storage.away", message=said)
        jobs.end(connection, "migration", JobState.CANCELLED, now)
