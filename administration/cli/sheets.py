"""Recovery sheets: what is printed once, kept on paper and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from administration.cli.console import Console
    from preservation.state.sealing import Pair


def document(sheets: Sequence[Pair]) -> list[dict[str, str]]:
    """The sheets as JSON."""
    return [{"recipient": one.recipient, "identity": one.identity} for one in sheets]


def printed(
    console: Console, sheets: Sequence[Pair], origin: str, fingerprint: str
) -> Iterator[str]:
    """The sheets as text, each by itself, so that it can be cut out and put into an envelope."""
    tr = console.tr
    if sheets:
        yield tr(
            "Print these recovery sheets, keep them in two places, and delete them here. Each of "
            "them opens accounts, permits and orders after a loss; nothing else does.",
            "Diese Wiederherstellungsblätter drucken, an zwei Orten verwahren und hier löschen. "
            "Jedes von ihnen öffnet nach einem Verlust Konten, Genehmigungen und Bestellungen; "
            "sonst öffnet sie nichts.",
        )
    for number, sheet in enumerate(sheets, 1):
        head = tr(
            f"Recovery sheet {number} of {len(sheets)}",
            f"Wiederherstellungsblatt {number} von {len(sheets)}",
        )
        yield ""
        yield f"- - - - {head} " + "- " * 18
        yield f"{tr('Archive', 'Archiv'):<22} {origin}"
        yield f"{tr('Ledger key', 'Schlüssel d. Buches'):<22} {fingerprint}"
        yield f"{tr('Public', 'Öffentlich'):<22} {sheet.recipient}"
        yield f"{tr('SECRET', 'GEHEIM'):<22} {sheet.identity}"
        yield f"{tr('Used by', 'Gebraucht von'):<22} muniment rebuild --identity FILE"
    if sheets:
        yield "- " * 40
