"""What a bag must be (RFC 8493), one requirement a function, in the order of `CHECKS`.

Each raises `ingest.bag-invalid` or `ingest.bag-incomplete` with the first thing that is wrong.
Digests are not here: they are checked by the first reading of the files.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from ingest.bag_contents import Bag, bag_problem
from model.aip import printable, safe_path
from model.errors import MunimentError
from schemas.bagit import BAGIT_1_0


def payload_folder(bag: Bag) -> None:
    """RFC 8493 section 2.1.2: there is a folder data/."""
    if not Path(bag.root, "data").is_dir():
        raise bag_problem(bag.name, "it has no folder data/", "der Ordner data/ fehlt")


def payload_manifest(bag: Bag) -> None:
    """RFC 8493 section 2.1.3: at least one manifest, of an algorithm that can be checked."""
    if not bag.payload_manifests:
        raise bag_problem(
            bag.name,
            "it has no manifest that can be checked",
            "es hat kein Manifest, das sich prüfen lässt",
        )


def nothing_to_fetch(bag: Bag) -> None:
    """RFC 8493 section 2.2.3: complete only when everything in fetch.txt is there."""
    for entry in bag.fetch:
        try:
            path = safe_path(entry.path)
        except MunimentError as error:
            name = printable(entry.path)
            raise bag_problem(
                bag.name,
                f"fetch.txt names {name}, outside the bag",
                f"fetch.txt nennt {name}, außerhalb des Pakets",
            ) from error
        if not path.startswith("data/"):
            raise bag_problem(
                bag.name,
                f"fetch.txt names {path}, which is not payload",
                f"fetch.txt nennt {path}, das nicht zum Inhalt gehört",
            )
        if path not in bag.files:
            raise MunimentError("ingest.bag-incomplete", path=printable(bag.name), file=path)


def nothing_missing(bag: Bag) -> None:
    """RFC 8493 section 3: every file listed in a manifest is there."""
    for manifest in bag.manifests:
        if manifest.absent:
            absent = manifest.absent[0]
            raise bag_problem(
                bag.name,
                f"{absent} is listed in {manifest.name} and is not there",
                f"{absent} steht in {manifest.name} und fehlt",
            )


def no_strays(bag: Bag) -> None:
    """RFC 8493 section 3: every payload file is listed in a manifest; since 1.0 in each of them."""
    each = bag.declaration.version >= BAGIT_1_0
    listed = [set(manifest.digests) for manifest in bag.payload_manifests]
    wanted = set.intersection(*listed) if each else set.union(*listed)
    for path in bag.files:
        if path.startswith("data/") and path not in wanted:
            every = each and len(listed) > 1
            raise bag_problem(
                bag.name,
                f"{path} is there and is not listed in {'every' if every else 'a'} manifest",
                f"{path} ist da und steht {'nicht in jedem' if every else 'in keinem'} Manifest",
            )


def oxum(bag: Bag) -> None:
    """RFC 8493 section 2.2.2: Payload-Oxum, where given, is octets and number of files."""
    claimed = bag.tags.get("Payload-Oxum")
    payload = [file.size for path, file in bag.files.items() if path.startswith("data/")]
    found = f"{sum(payload)}.{len(payload)}"
    if claimed is not None and claimed != found:
        said = printable(claimed)
        raise bag_problem(
            bag.name,
            f"Payload-Oxum says {said}, found is {found}",
            f"Payload-Oxum sagt {said}, gefunden ist {found}",
        )


def one_spelling(bag: Bag) -> None:
    """RFC 8493 section 5.2: names that differ in case or composition alone: a warning."""
    seen: dict[str, str] = {}
    for path in bag.files:
        twin = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if twin != path:
            bag.warnings.append(f"{path} and {twin} are one file on some systems")


CHECKS: tuple[Callable[[Bag], None], ...] = (
    payload_folder,
    payload_manifest,
    nothing_to_fetch,
    nothing_missing,
    no_strays,
    oxum,
    one_spelling,
)
