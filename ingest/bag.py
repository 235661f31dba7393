"""A bag that arrived: opened, judged, and handed on as a delivery.

The Library of Congress's ``bagit`` reads the declaration and the tags and has its say; what it
lets pass or reads differently, and the digests, are ours (`bag_checks`). Nothing is ever fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import bagit

from ingest.bag_checks import CHECKS
from ingest.bag_contents import Bag, bag_problem, read_bag
from ingest.delivery import Arrived, Claim, Delivery
from ingest.folder import walk
from ingest.limits import Limits
from model.errors import MunimentError

# bagit writes its findings to a logger as well as raising them; one sentence is enough.
logging.getLogger("bagit").setLevel(logging.CRITICAL)

_PAYLOAD = "data/"


def looks_like_bag(folder: Path) -> bool:
    """Whether a folder means to be a bag, even where its declaration is lost."""
    if (folder / "bagit.txt").exists():
        return True
    return (folder / "data").is_dir() and any(folder.glob("manifest-*.txt"))


def open_bag(root: Path, name: str, limits: Limits) -> Delivery:
    """List and judge a bag, but for its digests: those are claims for the first reading.

    Raises `ingest.bag-invalid`, `ingest.bag-incomplete`, `ingest.empty`, and what walking raises.
    """
    bag = read_bag(root, name, walk(root, limits), limits)
    bag.tags = _second_opinion(bag)
    for check in CHECKS:
        check(bag)
    payload = [file for path, file in bag.files.items() if path.startswith(_PAYLOAD)]
    if not payload:
        raise MunimentError("ingest.empty", path=name)
    return Delivery(
        kind="bag",
        name=name,
        root=root,
        payload=[Arrived(f.path.removeprefix(_PAYLOAD), f.source, f.size) for f in payload],
        papers=[file for path, file in bag.files.items() if not path.startswith(_PAYLOAD)],
        claims=_claims(bag),
        tags=bag.tags,
        warnings=bag.warnings,
    )


def _second_opinion(bag: Bag) -> Mapping[str, str]:
    try:
        info: dict[str, str | list[str]] = bagit.Bag(str(bag.root)).info
    except (bagit.BagError, ValueError, OSError) as error:
        said = str(error).replace(str(bag.root), bag.name).rstrip(".")
        raise bag_problem(bag.name, said, f"bagit meldet: {said}") from error
    return {k: v if isinstance(v, str) else "; ".join(v) for k, v in info.items()}


def _claims(bag: Bag) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for manifest in bag.manifests:
        for path, digest in manifest.digests.items():
            claim = Claim(manifest.algorithm, digest, manifest.name)
            claims.setdefault(bag.files[path].source, []).append(claim)
    return claims
