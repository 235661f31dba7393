"""How the story is told: headings, commands as people type them, and what must hold."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.rule import Rule

from administration.cli import main as muniment


class StoryBroken(Exception):
    """Something is not as the story says."""


@dataclass
class Demo:
    """One telling of the story, in ``home``."""

    home: Path
    console: Console = field(default_factory=lambda: Console(highlight=False))
    chapter: int = 0
    unit: dict[str, Any] = field(default_factory=dict)  # as `muniment show` tells it

    def heading(self, text: str) -> None:
        """A new chapter begins."""
        self.chapter += 1
        self.console.print()
        self.console.print(Rule(f"{self.chapter}. {text}", align="left", style="dim"))

    def run(self, *words: str, ends: int = 0, at_home: bool = True) -> None:
        """Show a command and what it prints; it must end with exit code ``ends``.

        ``at_home``: it works on the demo's archive; otherwise on no archive at all.
        """
        shown = " ".join(f'"{w}"' if " " in w else w for w in words)
        self.console.print(f"[dim]$[/dim] [bold]muniment {shown}[/bold]\n", soft_wrap=True)
        code = muniment([*words, *(("--home", str(self.home)) if at_home else ())])
        expect(code == ends, f"`muniment {shown}` ended with {code}, not with {ends}")

    def ask(self, *words: str, ends: int = 0) -> dict[str, Any]:
        """The JSON document that a command answers with, unseen by the spectator."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = muniment([*words, "--json", "--home", str(self.home)])
        expect(code == ends, f"`muniment {words[0]}` ended with {code}: {err.getvalue()}")
        document: dict[str, Any] = json.loads(out.getvalue())
        return document

    def say(self, sentence: str) -> None:
        """A sentence between two commands."""
        self.console.print(sentence, markup=False, soft_wrap=True)


def expect(holds: bool, otherwise: str) -> None:
    """The story goes on only while it is true."""
    if not holds:
        raise StoryBroken(otherwise)
