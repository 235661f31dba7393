"""What is wrong with a delivery, and what it proves. Each is one sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from model.errors import Language


class Flaw(StrEnum):
    """Which link of the chain does not hold. The values are stable: programs read them."""

    ZIP = "zip"  # the ZIP file is not one of ours, byte for byte
    BAG = "bag"  # manifests and files do not fit
    FILE = "file"  # a file is not the one that was delivered, or has no proof
    EVENT = "event"  # the event is not that of the AIP, or not in the ledger
    SIGNATURE = "signature"  # the checkpoint is not signed by the key
    KEY = "key"  # signed, but by another key than was asked for


class WrongDelivery(Exception):
    """Something is wrong. ``where``: which file of the delivery, as far as that can be told."""

    def __init__(self, flaw: Flaw, where: str, en: str, de: str) -> None:
        super().__init__(f"{where}: {en}")
        self.finding = Finding(flaw, where, en, de)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    flaw: Flaw
    where: str
    en: str
    de: str

    def sentence(self, language: Language) -> str:
        """For people."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class ProvenAip:
    """One AIP of which files were delivered, as the signed event has it."""

    aip: UUID
    generation: int
    stored_at: str
    object: str
    files: int  # of this delivery
    event: UUID
    position: int  # in the ledger


@dataclass(slots=True)
class Checked:
    """What came of checking a delivery. What could not be read is None."""

    findings: list[Finding] = field(default_factory=list)
    more: int = 0  # findings beyond those that are told
    delivery: UUID | None = None
    subject: str = ""
    made_at: datetime | None = None
    origin: str = ""
    fingerprint: str = ""
    key_compared: bool = False
    ledger_size: int = 0
    files: int = 0
    bytes: int = 0
    aips: list[ProvenAip] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether nothing at all was found."""
        return not self.findings

    def add(self, finding: Finding) -> None:
        """Take in what was found; ten thousand wrong files are told as a hundred and a number."""
        if len(self.findings) < _TOLD:
            self.findings.append(finding)
        else:
            self.more += 1

    def proven(self, language: Language) -> Sequence[str]:
        """What a valid delivery proves, in one sentence each."""
        return _sentences(self)[1 if language == "de" else 0]


_TOLD = 100


def _sentences(checked: Checked) -> tuple[list[str], list[str]]:
    en = [
        f"All {checked.files} files ({checked.bytes} bytes) have the digests in the manifest.",
        "Each file has the name and digest that the archive stored it with.",
    ]
    de = [
        f"Alle {checked.files} Dateien ({checked.bytes} Bytes) haben die Prüfsummen des Manifests.",
        "Jede Datei hat Namen und Prüfsumme, mit denen das Archiv sie verwahrt.",
    ]
    for one in checked.aips:
        en.append(
            f"The AIP {one.aip}, generation {one.generation}, was stored on {one.stored_at}: "
            f"event {one.position} of {checked.ledger_size} in the ledger of {checked.origin}."
        )
        de.append(
            f"Die AIP {one.aip}, Generation {one.generation}, wurde am {one.stored_at} verwahrt: "
            f"Vorgang {one.position} von {checked.ledger_size} im Vorgangsbuch {checked.origin}."
        )
    if checked.key_compared:
        en.append(f"The ledger is signed by the key you named, {checked.fingerprint}.")
        de.append(f"Unterschrieben ist mit dem genannten Schlüssel, {checked.fingerprint}.")
    else:
        en.append(
            f"The ledger is signed by the key {checked.fingerprint}, which came with the delivery: "
            "compare it with what the archive publishes, or give it with --key."
        )
        de.append(
            f"Unterschrieben ist mit dem Schlüssel {checked.fingerprint}, der in der Auslieferung "
            "lag: mit dem veröffentlichten des Archivs vergleichen oder mit --key angeben."
        )
    return en, de
