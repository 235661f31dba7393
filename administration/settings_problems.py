"""What is wrong with settings, in words that name the setting as it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails


def first_problem(
    error: ValidationError, settings: type[BaseModel], environment: Mapping[str, str]
) -> str:
    """The first thing to correct: ``web.port: Input should be less than or equal to 65535``."""
    problem = error.errors(include_url=False, include_context=False)[0]
    where = _where(problem, environment)
    match problem["type"]:
        case "extra_forbidden":
            return f"{where} is no setting{_meant(problem, settings)}"
        case "missing":
            return f"{where} is missing"
        case "value_error":
            return problem["msg"].removeprefix("Value error, ")
        case _:
            message = problem["msg"][:1].lower() + problem["msg"][1:]
            return f"{where} is {_harmless(problem['input'])!r}, but {message}"


def _harmless(given: object) -> object:
    # "postgres://user:secret@host": the problem is said, and the secret is not
    return re.sub(r"//[^/]*@", "//…@", given) if isinstance(given, str) else given


def _where(problem: ErrorDetails, environment: Mapping[str, str]) -> str:
    parts = [str(p + 1) if isinstance(p, int) else p for p in problem["loc"]]  # people count from 1
    variable = "MUNIMENT_" + "__".join(parts).upper()
    return ".".join(parts) + (f" (from {variable})" if variable in environment else "")


def _meant(problem: ErrorDetails, settings: type[BaseModel]) -> str:
    *above, wrong = [part for part in problem["loc"] if isinstance(part, str)]
    names = list(settings.model_fields)
    if above:
        names = sorted(_fields_of(above[0], settings))
    near = get_close_matches(wrong, names, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _fields_of(section: str, settings: type[BaseModel]) -> set[str]:
    schema = settings.model_json_schema()
    named = str(schema["properties"].get(section, {}))
    found = [definition for name, definition in schema["$defs"].items() if f"/{name}'" in named]
    return {name for definition in found for name in definition["properties"]}
