"""How much may arrive. Nothing that arrives is trusted; sane defaults, changed in settings."""

from __future__ import annotations

from dataclasses import dataclass

from model.errors import Phrase

GIB = 1 << 30
TOO_DEEP = Phrase("of nested folders", "für Ordner in Ordnern")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one submission; going over one is `ingest.too-large`."""

    files: int = 2_000_000
    bytes: int = 4096 * GIB
    depth: int = 64  # folders inside folders
    path_bytes: int = 4096
    unpacked_bytes: int = 512 * GIB  # of a ZIP, in all
    compression_ratio: int = 200  # unpacked to packed, above the first 100 MB: a ZIP bomb's mark
    metadata_bytes: int = 256 << 20  # of a metadata table or manifest

    @property
    def of_files(self) -> Phrase:
        """The limit as a sentence says it."""
        return Phrase(f"{self.files} files", f"{self.files} Dateien")

    @property
    def of_bytes(self) -> Phrase:
        """The limit as a sentence says it."""
        return Phrase(f"{self.bytes} bytes", f"{self.bytes} Bytes")

    @property
    def of_path(self) -> Phrase:
        """The limit as a sentence says it."""
        return Phrase(f"{self.path_bytes} bytes of path", f"{self.path_bytes} Bytes im Pfad")

    @property
    def of_unpacked(self) -> Phrase:
        """The limit as a sentence says it."""
        return Phrase(
            f"{self.unpacked_bytes} bytes unpacked", f"{self.unpacked_bytes} Bytes entpackt"
        )

    @property
    def of_metadata(self) -> Phrase:
        """The limit as a sentence says it."""
        size = self.metadata_bytes
        return Phrase(f"{size} bytes of metadata", f"{size} Bytes Metadaten")
