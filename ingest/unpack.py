"""Unpacking a ZIP that arrived: bounded in every way, and never outside its own folder."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

from ingest.limits import TOO_DEEP, Limits
from model.aip import printable, safe_path
from model.errors import MunimentError, Phrase

_CHUNK = 1 << 20
_RATIO_FREE = 100 << 20  # below this a high ratio harms nobody (a blank page compresses well)


def unpack(archive: Path, into: Path, limits: Limits) -> None:
    """Unpack all members below ``into``.

    Raises `ingest.zip-unsafe` (not a ZIP, damaged, encrypted, a bomb, links),
    `ingest.unsafe-path`, `ingest.unsafe-name`, `ingest.name-twice`, `ingest.too-large`.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            _check(archive, members, limits)
            for member in members:
                _write(opened, member, into, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _unsafe(
            archive,
            f"it is damaged or not a ZIP file ({error})",
            f"sie ist beschädigt oder kein ZIP ({error})",
        ) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise _unsafe(
            archive, "its compressed data are damaged", "ihre gepackten Daten sind beschädigt"
        ) from error


def _check(archive: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.files:
        raise MunimentError("ingest.too-large", path=archive.name, limit=limits.of_files)
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        limit = limits.of_unpacked
        raise MunimentError("ingest.too-large", path=archive.name, limit=limit)
    if total > _RATIO_FREE and total > limits.compression_ratio * archive.stat().st_size:
        raise _unsafe(
            archive,
            "it unpacks to far more than it holds, as ZIP bombs do",
            "entpackt wäre sie weit größer, wie eine ZIP-Bombe",
        )
    seen: set[str] = set()
    for member in members:
        _check_member(archive, member, limits)
        if member.filename in seen:
            raise MunimentError("ingest.name-twice", name=printable(member.filename))
        seen.add(member.filename)


def _check_member(archive: Path, member: zipfile.ZipInfo, limits: Limits) -> None:
    # orig_filename: zipfile cuts names at a NUL, an attacker's file might hide behind it
    name = safe_path(member.orig_filename.removesuffix("/"))
    if name.count("/") >= limits.depth:
        raise MunimentError("ingest.too-large", path=name[:80], limit=TOO_DEEP)
    if member.flag_bits & 0x1:
        raise _unsafe(archive, f"{name} is encrypted", f"{name} ist verschlüsselt")
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(
            archive, f"{name} is a link or a device", f"{name} ist ein Verweis oder ein Gerät"
        )


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path, archive: Path) -> None:
    target = into / member.filename
    if member.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x": never through a file that another member has put there
        with opened.open(member) as source, target.open("xb") as out:
            left = member.file_size
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    name = printable(member.filename)
                    raise _unsafe(
                        archive,
                        f"{name} is larger than it says",
                        f"{name} ist größer als angegeben",
                    )
                out.write(chunk)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise MunimentError("ingest.name-twice", name=printable(member.filename)) from error
    os.chmod(target, 0o600)  # noqa: PTH101


def _unsafe(archive: Path, en: str, de: str) -> MunimentError:
    return MunimentError("ingest.zip-unsafe", path=archive.name, problem=Phrase(en, de))
