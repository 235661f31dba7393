"""Debts: stores that may owe their copy of a generation, and those that do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from model.errors import MunimentError

Result = TypeVar("Result")

_EXCUSES = frozenset({"storage.away", "storage.full", "storage.read-back-failed"})
"""What a store that may owe its copy is excused for; everything else is an error there too."""


class Debts:
    """Of one generation that is being placed. A store that owes is not asked again for it."""

    def __init__(self, may_owe: Collection[str]) -> None:
        self._may_owe = may_owe
        self._owing: set[str] = set()

    def may_owe(self, store: str) -> bool:
        """Whether "stored" can be said without this store's copy."""
        return store in self._may_owe

    def owes(self, store: str) -> bool:
        """Whether it will get its copy later."""
        return store in self._owing

    def excused(self, store: str, deed: Callable[[], Result]) -> Result | None:
        """What ``deed`` gives; None where the store owes.

        It owes from now on if it may and turns out to be away or full, or to give back other
        bytes than it got. Raises what else ``deed`` raises.
        """
        if self.owes(store):
            return None
        try:
            return deed()
        except MunimentError as error:
            if not self.may_owe(store) or error.code not in _EXCUSES:
                raise
            self._owing.add(store)
            return None
