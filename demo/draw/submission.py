"""The two deliveries: a folder with its finding aid and checksums, and a BagIt bag."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path, PurePath

from demo.draw.collection import FILES, GIFT
from demo.draw.makers import Maker

COLUMNS = (
    "path",
    "reference_code",
    "parent",
    "level",
    "title",
    "date_start",
    "date_end",
    "date_text",
    "scope",
    "extent",
    "creator",
    "language",
    "subjects",
    "places",
    "old_reference_code",
    "note",
    "genre",
    "location",
    "container",
    "person_related",
    "birth_year",
    "death_year",
    "secrecy",
    "deposit_until",
    "register",
    "lengthened_years",
    "lock_reason",
    "lock_review",
    "published",
    "rights_statement",
)
FINDING_AID = Path(__file__).parent.parent / "finding-aid.toml"


def units() -> list[dict[str, str]]:
    """The rows of the finding aid; a key that is not a column is a slip of the pen and refused."""
    rows: list[dict[str, str]] = tomllib.loads(FINDING_AID.read_text(encoding="utf-8"))["unit"]
    for row in rows:
        if strange := row.keys() - set(COLUMNS):
            raise ValueError(f"{row['reference_code']}: no such column: {sorted(strange)}")
    return rows


def metadata() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(units())
    return out.getvalue().encode()


def _manifest(root: Path, names: list[str]) -> str:
    """Lines as sha512sum writes them: digest, two spaces, path."""
    return "".join(
        f"{hashlib.sha512((root / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(names)
    )


_PAYLOAD = {f"data/{name}": make for name, make in GIFT.items()}
_MAKERS: dict[str, Maker] = {**FILES, **_PAYLOAD}


def _draw(root: Path, names: Sequence[str]) -> None:
    for name in names:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_MAKERS[name]())


def _write(root: Path, names: Sequence[str]) -> None:
    """Every file, on all cores; what there is in two formats is drawn once."""
    alike = [tuple(some) for _, some in groupby(names, lambda name: PurePath(name).with_suffix(""))]
    # not forked: whoever calls may have threads, as tests have
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as drawing:
        for _ in drawing.map(partial(_draw, root), alike):
            pass  # an error in one of them is raised here


def folder(root: Path) -> None:
    """The main delivery: the collection as the archivist hands it over."""
    _write(root, list(FILES))
    (root / "metadata.csv").write_bytes(metadata())
    (root / "manifest.sha512").write_text(
        _manifest(root, [*FILES, "metadata.csv"]), encoding="utf-8", newline="\n"
    )


def bag(root: Path) -> None:
    """A gift of photographs as a BagIt 1.0 bag (RFC 8493)."""
    payload = list(_PAYLOAD)
    _write(root, payload)
    octets = sum((root / name).stat().st_size for name in payload)
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(
            f"{label}: {value}\n"
            for label, value in (
                ("Source-Organization", "Stadtarchiv Lindenfurt"),
                ("External-Identifier", "LF-S-FOT-0005"),
                (
                    "External-Description",
                    "Winter 1928/29, vier Fotografien eines Lehrlings (Schenkung 2024/07)",
                ),
                ("Bagging-Date", "2024-07-18"),
                ("Payload-Oxum", f"{octets}.{len(payload)}"),
            )
        ),
        "manifest-sha512.txt": _manifest(root, payload),
    }
    for name, text in tags.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    (root / "tagmanifest-sha512.txt").write_text(
        _manifest(root, list(tags)), encoding="utf-8", newline="\n"
    )
