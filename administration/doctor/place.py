"""The archive's own folder: who may read it, how much room it has, what time it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from administration import keys
from administration.doctor.note import Note
from administration.settings import TEST_NAAN
from administration.wiring import Archive

_TIGHT = 1 << 30
_TOO_TIGHT = 100 << 20
_ROLLED_BACK = timedelta(minutes=2)


def configured(archive: Archive) -> Note:
    """What the settings say."""
    settings = archive.settings
    count, required = len(settings.stores), settings.required
    return Note(
        "ok",
        "settings",
        f"{archive.home.settings}: {count} stores, stored means {required} safe copies",
        f"{archive.home.settings}: {count} Speicher, gespeichert heißt {required} sichere Kopien",
    )


def folder(archive: Archive) -> Iterator[Note]:
    """Closed descriptions and accounts lie in the database: nobody else should read it."""
    home = archive.home
    readable = home.database.exists() and keys.open_to_others(home.database)
    if readable and keys.open_to_others(home.path):
        yield Note(
            "warn",
            "home",
            f"other users of this machine can read {home.path}",
            f"andere Benutzer dieses Rechners können {home.path} lesen",
            f"closed descriptions lie there: chmod 700 {home.path}",
            f"dort liegen gesperrte Beschreibungen: chmod 700 {home.path}",
        )
        return
    yield Note("ok", "home", f"{home.path} is private", f"{home.path} ist vor anderen geschützt")


def key(archive: Archive) -> Iterator[Note]:
    """The key that signs the ledger is there and private."""
    private = keys.load(archive.home)
    file = keys.private_file(archive.home)
    if keys.open_to_others(file) or keys.open_to_others(archive.home.keys):
        yield Note(
            "fail",
            "keys",
            f"other users of this machine can read {file}",
            f"andere Benutzer dieses Rechners können {file} lesen",
            f"whoever has it can forge checkpoints: chmod 700 {file.parent}; chmod 600 {file}",
            f"wer ihn hat, kann Prüfpunkte fälschen: chmod 700 {file.parent}; chmod 600 {file}",
        )
        return
    print_of = keys.fingerprint(private.public_key())
    yield Note(
        "ok",
        "keys",
        f"the ledger's key is private; its fingerprint is {print_of}",
        f"der Schlüssel des Vorgangsbuchs ist geschützt; sein Fingerabdruck ist {print_of}",
    )


def room(archive: Archive) -> Iterator[Note]:
    """Space for the database, and the reserve for bad days."""
    free = free_bytes(archive.home.path)
    gigabytes = f"{free / 1e9:.1f} GB"
    yield Note(
        "ok" if free > _TIGHT else "warn" if free > _TOO_TIGHT else "fail",
        "room",
        f"{gigabytes} free for database and index",
        f"{gigabytes} frei für Datenbank und Index",
        "" if free > _TIGHT else "free space before the next ingest",
        "" if free > _TIGHT else "vor der nächsten Übernahme Platz schaffen",
    )
    if not archive.home.ballast.exists():
        yield Note(
            "warn",
            "ballast",
            "the ballast file is gone",
            "die Ballast-Datei fehlt",
            "on a full disk a failure could not be recorded; the next ingest makes it anew",
            "ein Fehler bei vollem Datenträger bliebe unverzeichnet; die nächste Übernahme "
            "legt sie neu an",
        )


def clock(archive: Archive) -> Iterator[Note]:
    """Time must not run backwards: opening days and evidence depend on it."""
    now = archive.clock()
    newest = max(
        (p.stat().st_mtime for p in (archive.home.database, archive.home.settings) if p.exists()),
        default=0.0,
    )
    written = datetime.fromtimestamp(newest, UTC)
    if now < written - _ROLLED_BACK:
        yield Note(
            "fail",
            "clock",
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, but the archive was written "
            f"{written:%Y-%m-%d %H:%M} UTC",
            f"die Uhr zeigt {now:%d.%m.%Y %H:%M} UTC, das Archiv wurde aber "
            f"{written:%d.%m.%Y %H:%M} UTC geschrieben",
            "set the clock; events would bear a wrong time",
            "die Uhr stellen; Vorgänge bekämen eine falsche Zeit",
        )
        return
    yield Note("ok", "clock", f"it is {now:%Y-%m-%d %H:%M} UTC", f"es ist {now:%d.%m.%Y %H:%M} UTC")


def name(archive: Archive) -> Iterator[Note]:
    """The authority number that every ARK bears."""
    naan = archive.settings.archive.naan
    if naan == TEST_NAAN:
        yield Note(
            "warn",
            "naan",
            f"ARKs bear {naan}, the number for tests",
            f"ARKs tragen {naan}, die Nummer für Versuche",
            "apply for your own (free of charge, arks.org) before anything is cited",
            "vor der ersten Zitierung eine eigene beantragen (kostenlos, arks.org)",
        )
    else:
        yield Note("ok", "naan", f"ARKs bear {naan}", f"ARKs tragen {naan}")


def free_bytes(path: Path) -> int:
    """Room left for this user on the disk of ``path``."""
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize
