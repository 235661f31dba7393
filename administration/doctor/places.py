"""The stores: whether they answer, can keep their promise, and are really in different places."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from administration.doctor.buckets import tried
from administration.doctor.note import Note
from administration.doctor.place import free_bytes
from administration.settings_stores import StoreSettings
from administration.wiring import Archive
from storage.stores import Probed

_TIGHT = 5 << 30
_TOO_TIGHT = 200 << 20


def each(archive: Archive) -> Iterator[Note]:
    """Every store: there, writable, able to refuse overwriting, with room left."""
    for store, adapter in zip(archive.settings.stores, archive.stores, strict=True):
        if isinstance(adapter, Probed):
            yield tried(store, store.place(archive.home), adapter)
        else:
            yield _examined(store, store.path(archive.home))


def apart(archive: Archive) -> Iterator[Note]:
    """Two copies on one disk are lost together."""
    by_disk: dict[object, list[str]] = {}
    for store in archive.settings.stores:
        path = store.path(archive.home)
        if not store.is_folder:
            by_disk.setdefault(store.endpoint, []).append(store.name)
        elif path.is_dir():
            by_disk.setdefault(path.stat().st_dev, []).append(store.name)
    shared = [" + ".join(names) for names in by_disk.values() if len(names) > 1]
    if shared:
        listed = "; ".join(shared)
        yield Note(
            "warn",
            "stores.apart",
            f"on one and the same disk or server: {listed}",
            f"auf ein und demselben Datenträger oder Server: {listed}",
            "two copies in one place are lost together: give each store a place of its own",
            "zwei Kopien an einem Ort gehen zusammen verloren: jedem Speicher seinen eigenen geben",
        )
    elif by_disk:
        yield Note(
            "ok",
            "stores.apart",
            "every store has a disk or server of its own",
            "jeder Speicher hat seinen eigenen Datenträger oder Server",
        )


def _examined(store: StoreSettings, path: Path) -> Note:
    topic = f"store.{store.name}"
    if not path.is_dir():
        return Note(
            "fail",
            topic,
            f"{path} is not there",
            f"{path} ist nicht da",
            "mount the disk, or correct the store's url in settings.toml",
            "den Datenträger einhängen oder die url des Speichers in settings.toml berichtigen",
        )
    if problem := _refuses_to_link(path):
        return Note(
            "fail",
            topic,
            f"{path} cannot keep its promise: {problem}",
            f"{path} kann sein Versprechen nicht halten: {problem}",
            "objects are written once by hard links; use a file system that has them",
            "Objekte werden durch harte Links einmalig geschrieben; ein Dateisystem mit "
            "solchen verwenden",
        )
    free = free_bytes(path)
    english, german = f"{path}, {free / 1e9:.1f} GB free", f"{path}, {free / 1e9:.1f} GB frei"
    if free > _TIGHT:
        return Note("ok", topic, english, german)
    return Note(
        "warn" if free > _TOO_TIGHT else "fail",
        topic,
        english,
        german,
        "extend it before the next ingest",
        "vor der nächsten Übernahme erweitern",
    )


def _refuses_to_link(path: Path) -> str:
    """Why objects could not be written once in ``path``; empty where they can."""
    # In the store's own workshop, from where `tidy` would remove what a crash left behind.
    workshop = path / "tmp"
    probe = workshop / f"doctor-{secrets.token_hex(8)}"
    linked = probe.with_suffix(".link")
    try:
        workshop.mkdir(exist_ok=True)
        probe.touch(exist_ok=False)
        os.link(probe, linked)
        try:
            os.link(probe, linked)
        except FileExistsError:
            return ""
        else:
            return "a link replaced what was there"
    except OSError as error:
        return error.strerror or type(error).__name__
    finally:
        for left in (probe, linked):
            left.unlink(missing_ok=True)
