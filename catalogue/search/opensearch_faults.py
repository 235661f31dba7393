"""Whatever OpenSearch answers, a reader hears one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError

from model.errors import MunimentError

NOT_BUILT = "it has not been built yet"


@contextmanager
def answering() -> Iterator[None]:
    """Turn the faults of server and network into `search.away`."""
    try:
        yield
    except NotFoundError as fault:
        raise MunimentError("search.away", reason=NOT_BUILT) from fault
    except OpenSearchException as fault:
        raise MunimentError("search.away", reason=_reason(fault)) from fault


def _reason(fault: OpenSearchException) -> str:
    if isinstance(fault, TransportError):
        # "N/A" where nobody answered at all; what a library says about that is no sentence
        said = "no answer from its server" if fault.status_code == "N/A" else str(fault.error)
        status = f" ({fault.status_code})" if isinstance(fault.status_code, int) else ""
        return f"{said.splitlines()[0]}{status}"[:200]
    return (str(fault).splitlines() or [type(fault).__name__])[0][:200]
