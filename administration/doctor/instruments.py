"""Libraries and programs: which are there, and what each missing one costs."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from administration.doctor.note import Note
from administration.wiring import Archive
from model.errors import MunimentError


def identification(archive: Archive) -> Iterator[Note]:
    """The tool that says which format a file has, asked for its signatures."""
    try:
        with archive.identifier() as identifier:
            signatures = identifier.signature_version
            sandboxed = identifier.sandboxed
    except MunimentError as error:
        yield Note(
            "fail",
            "tools.identify",
            error.message(),
            error.message("de"),
            "files could be stored, but not identified: no ingest until this is mended",
            "Dateiformate lassen sich nicht bestimmen: keine Übernahme, bis dies behoben ist",
        )
        return
    yield Note("ok", "tools.identify", signatures, signatures)
    if sandboxed:
        yield Note(
            "ok",
            "tools.network",
            "tools run without any network",
            "Werkzeuge laufen ganz ohne Netz",
        )
    else:
        yield Note(
            "warn",
            "tools.network",
            "this system lets no tool run in a network namespace of its own",
            "dieses System lässt kein Werkzeug in einem eigenen Netz-Namensraum laufen",
            "a tool led astray by a bad file could reach the network: allow unprivileged user "
            "namespaces, or cut the machine off",
            "ein von einer bösen Datei verführtes Werkzeug käme ins Netz: unprivilegierte "
            "User-Namespaces erlauben oder den Rechner abschotten",
        )


def libraries(_: Archive) -> Iterator[Note]:
    """What the program itself stands on."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    found += [f"{package} {version(package)}" for package in ("tantivy", "lxml")]
    yield Note("ok", "libraries", ", ".join(found), ", ".join(found))
    try:
        magic = f"python-magic {version('python-magic')}, pylibmagic {version('pylibmagic')}"
    except PackageNotFoundError:
        yield Note(
            "warn",
            "tools.magic",
            "libmagic is not installed",
            "libmagic ist nicht installiert",
            "no second opinion on file formats: run make setup",
            "keine zweite Meinung zu Dateiformaten: make setup ausführen",
        )
    else:
        yield Note("ok", "tools.magic", magic, magic)
