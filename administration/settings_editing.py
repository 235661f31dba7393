"""A further store in settings.toml, with every comment left where it is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

_HEAD = "[[stores]]"


def with_store(text: str, store: Mapping[str, str | bool]) -> str:
    """The text with one more ``[[stores]]``, after the last one that it has.

    Raises ValueError where the stores of the text are not written as tables.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.strip().startswith(_HEAD)]
    if not heads:
        raise ValueError(f"the stores are not written as {_HEAD} tables")
    end = heads[-1] + 1
    # As far as its own settings go: comments after them speak of what follows.
    for number in range(end, len(lines)):
        line = lines[number].strip()
        if line.startswith("["):
            break
        if line and not line.startswith("#"):
            end = number + 1
    # A JSON string is a TOML basic string (TOML 1.0: same escapes, Unicode as it is).
    said = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in store.items()]
    edited = "\n".join([*lines[:end], "", _HEAD, *said, *lines[end:], ""])
    before, after = tomllib.loads(text), tomllib.loads(edited)
    if after != before | {"stores": [*before["stores"], dict(store)]}:
        raise ValueError(f"the stores are not written as {_HEAD} tables")  # a text within a text
    return edited
