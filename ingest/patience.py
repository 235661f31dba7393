"""Patience: a required store that is away for a while is waited for, as the settings say."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain, repeat
from typing import TypeVar

from model.errors import MunimentError

Result = TypeVar("Result")

_MAY_COME_BACK = frozenset({"storage.away", "storage.full"})
_PAUSES = (1.0, 2.0, 5.0, 10.0)  # seconds, and then always as the last one


def patiently(
    deed: Callable[[], Result],
    seconds: float,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Result:
    """Do it, again and again for so many seconds while a store is away or full.

    Raises what ``deed`` raises: at once what no waiting mends.
    """
    until = now() + seconds
    for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
        try:
            return deed()
        except MunimentError as error:
            left = until - now()
            if error.code not in _MAY_COME_BACK or left <= 0:
                raise
            sleep(min(pause, left))
    raise AssertionError("the pauses never end")
