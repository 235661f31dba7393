"""The process that asks siegfried and libmagic. JSON lines in, JSON lines out, nothing else.

Started by `identify` as ``python -m tools.identify_worker``. First it says what it is, then it
answers each ``{"paths": […], "seconds": n}`` with ``{"found": […]}`` in the same order. It ends
with its input.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools.sandbox import confine

if TYPE_CHECKING:
    from pygfried import File, Match

_GRACE = 2  # seconds: the parent comes first, and knows why
_NO_CHECK_SOFT = 0x4000  # libmagic: MAGIC_NO_CHECK_SOFT, the signatures


class Opinions:
    """Both libraries, loaded once."""

    def __init__(self) -> None:
        # Loaded after `confine`: the Go runtime starts threads, and a process with threads cannot
        # leave its user namespace. pylibmagic first: it tells magic where its library is.
        import pygfried  # noqa: PLC0415
        import pylibmagic  # noqa: F401, PLC0415

        # isort: split
        import magic  # noqa: PLC0415

        self._siegfried = pygfried
        self._magic = magic
        self._cookie = magic.Magic(mime=True)

    @property
    def version(self) -> str:
        """Program and signature files, as they go into events and bags."""
        header = self._siegfried.identify_many([])
        details = [one["details"] for one in header["identifiers"]]
        number: int = self._magic.version()  # type: ignore[no-untyped-call]  # its stubs forgot it
        libmagic = f"libmagic {number // 100}.{number % 100:02d}"
        return "; ".join([f"siegfried {header['siegfried']}", *details, libmagic])

    def about(self, paths: Sequence[str]) -> list[dict[str, Any]]:
        """What both say about each file."""
        files = self._siegfried.identify_many(paths, workers=1)["files"]
        return [self._about(path, file) for path, file in zip(paths, files, strict=True)]

    def _about(self, path: str, file: File) -> dict[str, Any]:
        matches = file["matches"]
        first = matches[0] if matches else None
        known = first is not None and first["id"] != "UNKNOWN"
        return {
            "puid": first["id"] if first and known else None,
            "name": first["format"] if first else "",
            "version": first["version"] if first else "",
            "mime": first["mime"].partition(",")[0].strip() if first else "",
            "basis": first["basis"] if first else "",
            "warning": _warning(path, file),
            "magic_mime": self._second(path, quick=first is not None and _plain_text(first)),
        }

    def _second(self, path: str, *, quick: bool) -> str:
        """Libmagic's media type, or nothing where it cannot read the file."""
        module, cookie = self._magic, self._cookie
        # Trying every signature on a text takes 2 ms, forty times as long as on a PDF. Where name
        # and content agree with PRONOM on plain text, only libmagic's own tests of text are asked.
        module.magic_setflags(cookie.cookie, cookie.flags | (_NO_CHECK_SOFT if quick else 0))
        try:
            # By descriptor: no name is ever interpreted. Non-blocking: a pipe must not hold us.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            try:
                return str(cookie.from_descriptor(descriptor))
            finally:
                os.close(descriptor)
        except (OSError, UnicodeError, ValueError, module.MagicException):
            return ""


def _plain_text(match: Match) -> bool:
    basis = match["basis"]
    sure = "byte match" in basis or "container" in basis
    return "text match" in basis and not sure and not match["warning"]


def _warning(path: str, file: File) -> str:
    parts = []
    if file["errors"]:
        # what the system says names the path, which is nobody's business in a warning
        parts.append(file["errors"].replace(path, "the file"))
    matches = file["matches"]
    if matches and matches[0]["warning"]:
        parts.append(matches[0]["warning"])
    if len(matches) > 1:
        parts.append("also possible: " + ", ".join(match["id"] for match in matches[1:]))
    return "; ".join(parts)


def _answer(opinions: Opinions, paths: Sequence[str]) -> list[dict[str, Any]]:
    try:
        return opinions.about(paths)
    except (OSError, ValueError) as error:  # GoError is an OSError
        if len(paths) > 1:
            return [found for path in paths for found in _answer(opinions, [path])]
        return [{"puid": None, "warning": f"not identified: {type(error).__name__}"}]


def main() -> None:
    """Answer until the input ends."""
    sandboxed = confine()
    # A library that prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    opinions = Opinions()

    def say(what: dict[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    say({"version": opinions.version, "sandboxed": sandboxed})
    for line in sys.stdin.buffer:
        question = json.loads(line)
        # If the parent is gone, nobody else ends a question that hangs. The kernel does, because
        # no handler is set; a handler in Python would never run while a library is at work.
        signal.alarm(int(question["seconds"]) + _GRACE)
        found = _answer(opinions, question["paths"])
        signal.alarm(0)
        say({"found": found})


if __name__ == "__main__":
    main()
