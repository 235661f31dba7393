"""What people and scripts get to read: sentences, tables, or exactly one JSON document."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from model.errors import Language, MunimentError

if TYPE_CHECKING:
    from rich.console import Console as Rich
    from rich.console import RenderableType

    from model.ports import Progress


def spoken(environment: Mapping[str, str]) -> Language:
    """German where the locale of messages is German, otherwise English (POSIX: first one set)."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "de" if next(filter(None, named), "").startswith("de") else "en"


class Console:
    """Standard output for answers, standard error for everything else."""

    def __init__(self, language: Language, *, as_json: bool) -> None:
        self.language = language
        self.as_json = as_json

    def tr(self, en: str, de: str) -> str:
        """The one of two texts that the reader understands."""
        return de if self.language == "de" else en

    def answer(self, document: Mapping[str, object], *shown: RenderableType) -> None:
        """``document`` for scripts, ``shown`` for people."""
        if self.as_json:
            self.document(document)
        else:
            self.show(*shown)

    def document(self, document: Mapping[str, object]) -> None:
        """One JSON document, indented where somebody looks on."""
        text = json.dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
        # A name that is not UTF-8 holds surrogates; as \udc80 they are JSON that can be written.
        print(text.encode("utf-8", "backslashreplace").decode())

    def show(self, *shown: RenderableType) -> None:
        """For people, on standard output; nothing with ``--json``."""
        if self.as_json:
            return
        from administration.cli.harmless import Harmless, harmless

        rich = _rich(stderr=False)
        for renderable in shown:
            with rich.capture() as captured:
                if isinstance(renderable, str):
                    rich.print(harmless(renderable), markup=False, soft_wrap=True)
                else:
                    rich.print(Harmless(renderable))
            # Tables fill their lines with blanks, which nobody wants in a file.
            lines = captured.get().split("\n")
            sys.stdout.write("\n".join(line.rstrip(" ") for line in lines))

    def remark(self, sentence: str) -> None:
        """One sentence on standard error."""
        from administration.cli.harmless import harmless

        line = harmless(sentence).replace("\n", "\\n")
        _rich(stderr=True).print(line, markup=False, soft_wrap=True)

    def complain(self, error: MunimentError) -> None:
        """The end of a command: the sentence, and with ``--json`` the one document."""
        if self.as_json:
            message, hint = error.message(self.language), error.hint(self.language)
            self.document({"error": {"code": error.code, "message": message, "hint": hint}})
        self.regret(error)

    def regret(self, error: MunimentError, where: str = "") -> None:
        """What is wrong, where, what to do, and the code: one line on standard error."""
        message, hint = error.message(self.language), error.hint(self.language)
        # As words: "sum" does not stand in "does not match its checksum".
        if where and not re.search(rf"(?<!\w){re.escape(where)}(?!\w)", message):
            message = f"{where}: {message}"
        self.remark(" ".join(filter(None, (message, hint, f"[{error.code}]"))))

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar where standard error is a terminal, silence otherwise."""
        from administration.cli.progress import Bar  # costs 50 ms
        from model.ports import Silence

        rich = _rich(stderr=True)
        if self.as_json or not rich.is_terminal:
            yield Silence()
            return
        with Bar(rich, self.language) as bar:
            yield bar


def _rich(*, stderr: bool) -> Rich:
    from rich.console import Console as Rich  # costs 100 ms, and JSON needs none

    # Made when used, so that it writes where standard output goes by then. In a pipe there is no
    # width: a table cut at 80 columns would lose half a digest.
    rich = Rich(stderr=stderr, highlight=False, emoji=False)
    if not rich.is_terminal:
        rich.width = 200
    return rich
