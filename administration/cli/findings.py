"""Findings of checks, as JSON and as lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from administration.cli.console import Console

if TYPE_CHECKING:
    from preservation.findings import Finding

_GERMAN = {"altered": "verändert", "missing": "fehlt", "unreadable": "nicht lesbar"}


def documents(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """As the contract of the command line has them."""
    return [
        {
            "aip": str(one.aip),
            "generation": one.generation,
            "store": one.store,
            "verdict": one.verdict,
            "member": one.member,
        }
        for one in findings
    ]


def lines(console: Console, findings: Sequence[Finding]) -> list[str]:
    """One line for each."""
    shown = []
    for one in findings:
        word = console.tr(one.verdict, _GERMAN[one.verdict])
        where = f"{one.aip} v{one.generation:05d} {console.tr('in', 'in')} {one.store}"
        shown.append(f"{word}: {where}" + (f", {one.member}" if one.member else ""))
    return shown
