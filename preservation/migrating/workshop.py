"""What works on migrations has at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalogue import ledger
from catalogue.database import Connection
from model.event import Kind
from model.ports import Progress
from preservation.findings import Recorder
from preservation.generations import Archives
from tools.convert import Converter
from tools.identify import Identifier


@dataclass(frozen=True, slots=True)
class Workshop:
    """Tools and archive. The caller holds the executor's lock where bytes are stored."""

    archives: Archives
    recorder: Recorder
    converter: Converter
    identifier: Identifier
    spool: Path
    progress: Progress

    def tell(
        self, connection: Connection, kind: Kind, *, failed: bool = False, **fields: str | int
    ) -> None:
        """An event of a migration, in the deed's transaction."""
        ledger.append(connection, self.recorder.event(kind, fields, failed=failed))
