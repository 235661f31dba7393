"""Every command, and how `muniment --help` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from administration.cli.access_copies import access_copies
from administration.cli.accounts import accounts
from administration.cli.deliver import deliver
from administration.cli.descriptions import descriptions
from administration.cli.dispose import dispose
from administration.cli.doctor import doctor
from administration.cli.events import events
from administration.cli.export import export
from administration.cli.export_ead import export_ead
from administration.cli.formats import formats
from administration.cli.get import get
from administration.cli.hold import hold
from administration.cli.import_ead import import_ead
from administration.cli.ingest import ingest
from administration.cli.init import init
from administration.cli.jobs import jobs
from administration.cli.ledger import ledger
from administration.cli.migrate import migrate
from administration.cli.rebuild import rebuild
from administration.cli.reindex import reindex
from administration.cli.repair import repair
from administration.cli.search import search
from administration.cli.serve import serve
from administration.cli.show import show
from administration.cli.state import drill, state
from administration.cli.stores import stores
from administration.cli.tidy import tidy
from administration.cli.verify import verify
from administration.cli.verify_delivery import verify_delivery
from administration.cli.worker import worker

COMMANDS: tuple[Callable[..., None], ...] = (
    *(init, ingest, import_ead),
    *(search, show, events, get, export_ead, deliver, verify_delivery, serve),
    *(verify, repair, rebuild, migrate, hold, export, tidy),
    *(worker, doctor, drill, reindex, access_copies),
)
GROUPS: tuple[typer.Typer, ...] = (
    *(descriptions, formats, dispose, stores, ledger, state, jobs, accounts),
)
FLOORS = {
    "Ingest": ("init", "ingest", "import-ead"),
    "Access": (
        "search",
        "show",
        "events",
        "get",
        "export-ead",
        "deliver",
        "verify-delivery",
        "serve",
    ),
    "Preservation": (
        "verify",
        "repair",
        "rebuild",
        "formats",
        "migrate",
        "hold",
        "dispose",
        "export",
        "stores",
        "tidy",
        "ledger",
    ),
    "Administration": (
        "descriptions",
        "worker",
        "jobs",
        "doctor",
        "state",
        "drill",
        "reindex",
        "access-copies",
        "accounts",
    ),
}


class Floors(TyperGroup):
    """All commands, listed under the OAIS entity that each serves."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order in which they are shown."""
        return [name for names in FLOORS.values() for name in names]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A section for each entity."""
        for entity, names in FLOORS.items():
            with formatter.section(entity):
                helps = [self.commands[name].get_short_help_str(60) for name in names]
                formatter.write_dl(list(zip(names, helps, strict=True)), col_max=12)
