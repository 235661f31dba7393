"""Text from outside, harmless on a terminal: a title must not move the cursor or hide a line."""

from __future__ import annotations

import re

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

# C0, DEL and C1 without the line's end; direction overrides can make a name read backwards
_HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Harmless:
    """What is shown, with every control character of its text written out (styles are ours)."""

    def __init__(self, shown: RenderableType) -> None:
        self._shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Called by Rich."""
        for segment in console.render(self._shown, options):
            yield segment if segment.control else Segment(harmless(segment.text), segment.style)


def harmless(text: str) -> str:
    """``text`` with its control characters as escapes."""
    return _HARMFUL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
