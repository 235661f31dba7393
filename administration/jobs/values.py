"""What the engine keeps of a job is JSON, and nothing else is read back.

DBOS pickles unless it is told otherwise, and takes a value for a pickle where the row says so,
whichever serializer it was given. Whoever can write its database could so run code in a worker:
that way is closed here, for all of this process.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from dbos._serialization import DBOSPortableJSON, DefaultSerializer, Serializer

from model.errors import MunimentError


def json_alone() -> Serializer:
    """How values are written and read, for the engine and for whoever puts jobs in its queue."""
    DefaultSerializer.deserialize = _refuse  # type: ignore[assignment,method-assign]  # ours never returns
    return DBOSPortableJSON


def require_json(value: object) -> None:
    """Raise TypeError for what does not come back from JSON as it was.

    DBOS would write tuples, days and sets as something else, and a job that is taken up again
    would go on with that.
    """
    try:
        same = json.loads(json.dumps(value, allow_nan=False)) == value
    except (TypeError, ValueError) as error:
        raise TypeError(f"a job cannot keep what JSON cannot say: {error}") from error
    if not same:
        raise TypeError("a job cannot keep what JSON says differently")


def _refuse(_self: Any, _serialized: str) -> NoReturn:
    raise MunimentError("jobs.unreadable")
