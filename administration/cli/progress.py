"""How far long work has come: a bar for people, nothing for scripts (`model.ports.Progress`)."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.progress import TimeRemainingColumn as Remaining

from model.errors import Language

_STAGES = {
    "read": ("Reading", "Lesen"),
    "identify": ("Identifying formats", "Formate bestimmen"),
    "pack": ("Packing and storing", "Verpacken und speichern"),
    "read-back": ("Reading back", "Zurücklesen"),
    "verify": ("Verifying", "Prüfen"),
    "reindex": ("Indexing", "Indexieren"),
    "import": ("Importing", "Importieren"),
    "get": ("Fetching", "Holen"),
    "dispose": ("Removing", "Löschen"),
    "fill": ("Filling", "Füllen"),
    "rebuild": ("Rebuilding", "Wiederherstellen"),
}


class Bar:
    """One line on the terminal, gone when the work is done."""

    def __init__(self, console: Console, language: Language) -> None:
        self._german = language == "de"
        self._progress = Progress(
            SpinnerColumn("line"),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            Remaining(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, visible=False)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, what: str, total: int) -> None:
        """A new stage takes the line over."""
        stage = _STAGES.get(what, (what, what))[self._german]
        self._progress.reset(self._task, total=total or None, description=stage, visible=True)

    def advance(self, amount: int) -> None:
        """Move on."""
        self._progress.advance(self._task, amount)
