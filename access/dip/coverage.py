"""Which files of an AIP may go out, without a question to the database for each."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from catalogue import descriptions
from catalogue.database import Connection
from model.digests import sha256
from model.rights import Opening, strictest

Allows = Callable[[UUID, str, Opening], bool]
"""Whether what lies at a path of an AIP, with this opening, may go out to whoever asks."""


def openings(connection: Connection, aip: UUID) -> dict[str, Opening]:
    """What the descriptions of an AIP say about its paths; the strictest where several lie at one.

    Units of one AIP are some thousands at most, files may be hundreds of thousands.
    """
    known: dict[str, Opening] = {}
    for described, path in descriptions.of_aip(connection, aip):
        there, own = known.get(path), described.opening
        known[path] = own if there is None else strictest(there, own)
    return known


class Gate:
    """Lets files through, or not: all units that cover a file must be open (DESIGN section 4).

    A unit covers a file if its path is the file's or one of its folders'. A file that no unit
    covers is closed, as nobody has looked at it.
    """

    def __init__(self, aip: UUID, known: dict[str, Opening], allows: Allows | None) -> None:
        """``allows`` is None for those to whom nothing is closed."""
        self._all = allows is None
        self._open = {
            path: allows is None or allows(aip, path, opening) for path, opening in known.items()
        }

    def passes(self, name: str) -> bool:
        """Whether the file that the producer called ``name`` may go out."""
        if self._all:
            return True
        verdicts = [self._open[""]] if "" in self._open else []
        end = 0
        while end >= 0:
            end = name.find("/", end + 1)
            own = self._open.get(name if end < 0 else name[:end])
            if own is not None:
                verdicts.append(own)
        return bool(verdicts) and all(verdicts)

    def state(self) -> bytes:
        """A digest that is another one as soon as any file could pass that did not, or not."""
        lines = [f"{'+' if is_open else '-'}{path}\0" for path, is_open in self._open.items()]
        return sha256("".join(sorted(lines)).encode())
