"""Copies that are not intact, for scripts and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from administration.cli.console import Console
from administration.counted import OBJECTS
from model.errors import MunimentError
from model.ids import from_object_key

if TYPE_CHECKING:
    from rich.table import Table

    from preservation.findings import Finding
    from preservation.orphans import Orphan

_VERDICTS = {"altered": "verändert", "missing": "fehlt", "unreadable": "unlesbar"}


def documents(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """As the contract of `verify --json` and `repair --json` says."""
    return [
        {
            "aip": str(finding.aip),
            "generation": finding.generation,
            "store": finding.store,
            "verdict": finding.verdict,
            "member": finding.member,
        }
        for finding in findings
    ]


def laid_out(console: Console, findings: Sequence[Finding]) -> Table:
    """A line for each copy."""
    from administration.cli.layout import state, table

    tr = console.tr
    laid = table("AIP", tr("copy in", "Kopie in"), "", tr("where", "wo"))
    for finding in findings:
        laid.add_row(
            f"{finding.aip} v{finding.generation:05d}",
            finding.store,
            state(tr(finding.verdict, _VERDICTS[finding.verdict]), good=()),
            finding.member or "",
        )
    return laid


def tell_beyond_repair(console: Console, findings: Sequence[Finding]) -> None:
    """Say of which generations no healthy copy is left, each once, and where they lie."""
    stores: dict[tuple[UUID, int], list[str]] = {}
    for one in findings:
        stores.setdefault((one.aip, one.generation), []).append(one.store)
    for (aip, generation), names in stores.items():
        console.regret(
            MunimentError(
                "storage.no-healthy-copy",
                aip=aip, generation=generation, stores=", ".join(sorted(names)),
            )
        )  # fmt: skip


def tell_orphans(console: Console, orphans: Sequence[Orphan], found: int) -> None:
    """Say what lies in the stores and is no copy; nobody removes it by himself."""
    for one in orphans:
        console.remark(f"{one.store}: {one.key}")
    if found:
        counted = OBJECTS.of(found, console.language)
        console.remark(
            console.tr(
                f"Not in the catalogue, and left as it is: {counted}. What an interrupted deed "
                "wrote, that deed adopts when it is done again.",
                f"Nicht im Katalog und unverändert gelassen: {counted}. Was ein unterbrochener "
                "Vorgang schrieb, übernimmt er, wenn er wiederholt wird.",
            )
        )


def present(one: Orphan) -> dict[str, object]:
    """An object that was disposed of and lies in a store again, for scripts."""
    named = from_object_key(one.key)
    return {
        "disposal": str(one.disposal),
        "aip": str(named[0]) if named else None,
        "generation": named[1] if named else None,
        "store": one.store,
        "key": one.key,
        "code": "disposal.present-again",
    }


def tell_present(console: Console, found: Sequence[Orphan]) -> None:
    """Say what should be gone, and what removes it."""
    for one in found:
        error = MunimentError(
            "disposal.present-again", store=one.store, key=one.key, disposal=one.disposal
        )
        console.regret(error)


def tell_passed_over(console: Console, stores: Sequence[str]) -> None:
    """Say which copies were not used because they are damaged."""
    for store in stores:
        console.remark(
            console.tr(
                f"The copy in {store} is damaged and was passed over; `muniment repair` heals it.",
                f"Die Kopie in {store} ist beschädigt und wurde übergangen; "
                "`muniment repair` heilt sie.",
            )
        )
