"""What a bag's tag files say: declaration, manifests, fetch list, each path safe and resolved."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.delivery import Arrived
from ingest.limits import Limits
from model.aip import printable, safe_path
from model.errors import MunimentError, Phrase
from schemas.bagit import (
    BAGIT_1_0,
    BagSyntaxError,
    Declaration,
    FetchEntry,
    ManifestEntry,
    read_declaration,
    read_fetch,
    read_manifest,
)

_MANIFEST_NAME = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]+)\.txt", re.IGNORECASE)
_OLDEST = (0, 93)
_ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest. ``digests``: path to hex digest; ``absent``: listed, and no such file."""

    name: str
    algorithm: str
    of_tags: bool
    digests: dict[str, str]
    absent: list[str]


@dataclass(slots=True)
class Bag:
    """A bag as far as its tag files tell. ``files``: everything in it, by path, sorted."""

    name: str
    root: Path
    files: dict[str, Arrived]
    declaration: Declaration
    manifests: list[Manifest] = field(default_factory=list)
    fetch: list[FetchEntry] = field(default_factory=list)
    tags: Mapping[str, str] = field(default_factory=dict)  # bag-info.txt
    warnings: list[str] = field(default_factory=list)

    @property
    def payload_manifests(self) -> list[Manifest]:
        """The manifests that list payload (RFC 8493 section 2.1.3)."""
        return [manifest for manifest in self.manifests if not manifest.of_tags]


def bag_problem(name: str, en: str, de: str) -> MunimentError:
    """The refusal of a bag, as the end of a sentence."""
    return MunimentError("ingest.bag-invalid", path=printable(name), problem=Phrase(en, de))


def _misspelt(name: str, file: str, error: BagSyntaxError) -> MunimentError:
    return bag_problem(name, f"{file}, {error.problem.en}", f"{file}, {error.problem.de}")


def read_bag(root: Path, name: str, files: Iterable[Arrived], limits: Limits) -> Bag:
    """Read every tag file that matters. Raises `ingest.bag-invalid`, `ingest.too-large`."""
    by_path = {file.path: file for file in files}
    if "bagit.txt" not in by_path:
        # RFC 8493 section 2.1.1: the bag declaration is required.
        raise bag_problem(name, "it has no bagit.txt", "bagit.txt fehlt")
    for path, file in by_path.items():
        is_tag_file = path in ("bagit.txt", "fetch.txt") or _MANIFEST_NAME.fullmatch(path)
        if is_tag_file and file.size > limits.metadata_bytes:
            limit = limits.of_metadata
            raise MunimentError("ingest.too-large", path=path, limit=limit)
    try:
        declaration = read_declaration((root / "bagit.txt").read_bytes())
    except BagSyntaxError as error:
        raise _misspelt(name, "bagit.txt", error) from error
    if not _OLDEST <= declaration.version <= BAGIT_1_0:
        # A later version may mean anything by the same words.
        found = ".".join(map(str, declaration.version))
        raise bag_problem(
            name, f"BagIt version {found} is not known", f"BagIt-Fassung {found} ist nicht bekannt"
        )
    bag = Bag(name, root, by_path, declaration)
    resolver = _Resolver(bag)
    for path in by_path:
        if match := _MANIFEST_NAME.fullmatch(path):
            algorithm = match[2].lower().replace("-", "").replace("_", "")
            _read_manifest(bag, resolver, path, algorithm, of_tags=bool(match[1]))
    if "fetch.txt" in by_path:
        bag.fetch = _read_fetch(bag)
    return bag


def _read_manifest(
    bag: Bag, resolver: _Resolver, path: str, algorithm: str, *, of_tags: bool
) -> None:
    if algorithm not in _ALGORITHMS or algorithm not in hashlib.algorithms_available:
        bag.warnings.append(f"{path} uses an algorithm that cannot be checked")
        return
    manifest = Manifest(path, algorithm, of_tags, {}, [])
    version, encoding = bag.declaration.version, bag.declaration.encoding
    try:
        with (bag.root / path).open("rb") as stream:
            for entry in read_manifest(stream, encoding, version):
                _add(bag, resolver, manifest, entry)
    except BagSyntaxError as error:
        raise _misspelt(bag.name, path, error) from error
    bag.manifests.append(manifest)


def _add(bag: Bag, resolver: _Resolver, manifest: Manifest, entry: ManifestEntry) -> None:
    where, ort = f"{manifest.name}, line {entry.line}", f"{manifest.name}, Zeile {entry.line}"
    try:
        listed = safe_path(entry.path)
    except MunimentError as error:
        # RFC 8493 section 5.1: paths must not lead out of the bag.
        named = printable(entry.path)
        raise bag_problem(
            bag.name,
            f"{where} names {named}, which is no path inside the bag",
            f"{ort} nennt {named}, keinen Pfad im Paket",
        ) from error
    if manifest.of_tags == listed.startswith("data/"):
        raise bag_problem(
            bag.name,
            f"{where} names {listed}, which this manifest may not list",
            f"{ort} nennt {listed}, das nicht in dieses Manifest gehört",
        )
    if entry.dotted:
        bag.warnings.append(f"{where} starts its path with ./")
    path = resolver.resolve(listed, entry, where)
    if path is None:
        manifest.absent.append(listed)
    elif path not in manifest.digests:
        manifest.digests[path] = entry.digest
    elif manifest.digests[path] != entry.digest:
        # RFC 8493 section 3: one file cannot have two digests.
        raise bag_problem(
            bag.name,
            f"{where} lists {listed} again with another digest",
            f"{ort} nennt {listed} noch einmal mit anderer Prüfsumme",
        )
    elif path == listed and bag.declaration.version >= BAGIT_1_0:
        raise bag_problem(
            bag.name, f"{where} lists {listed} again", f"{ort} nennt {listed} noch einmal"
        )
    elif path == listed:
        bag.warnings.append(f"{where} lists {listed} again")


class _Resolver:
    """Finds the file that an entry means where file systems have changed the spelling."""

    def __init__(self, bag: Bag) -> None:
        self._bag = bag
        self._by_spelling: dict[str, str] = {}
        for path in bag.files:
            self._by_spelling.setdefault(_spelling(path), path)

    def resolve(self, listed: str, entry: ManifestEntry, where: str) -> str | None:
        """The path of the file, or None. A guess becomes a warning; the digest must still fit."""
        if listed in self._bag.files:
            return listed
        literal = entry.written.removeprefix("./")
        if literal in self._bag.files:
            return literal  # written by a program that does not encode percent signs
        # macOS decomposes umlauts and, like Windows, may lose a difference of case.
        near = self._by_spelling.get(_spelling(listed))
        if near is not None:
            self._bag.warnings.append(f"{where} lists {listed}, the file is called {near}")
        return near


def _spelling(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _read_fetch(bag: Bag) -> list[FetchEntry]:
    try:
        with (bag.root / "fetch.txt").open("rb") as stream:
            return list(read_fetch(stream, bag.declaration.encoding, bag.declaration.version))
    except BagSyntaxError as error:
        raise _misspelt(bag.name, "fetch.txt", error) from error
