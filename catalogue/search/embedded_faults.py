"""Whatever the index throws, a reader hears one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from model.errors import MunimentError


@contextmanager
def answering() -> Iterator[None]:
    """Turn the faults of files and of tantivy into `search.away`."""
    try:
        yield
    except (OSError, ValueError) as fault:
        raise MunimentError("search.away", reason=_reason(fault)) from fault
    except BaseException as fault:
        # A panic in Rust reaches Python as a BaseException of a class that cannot be imported.
        if type(fault).__name__ != "PanicException":
            raise
        raise MunimentError("search.away", reason="the index is damaged") from fault


def _reason(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:200]
