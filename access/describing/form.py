"""The form of a description: from the noun to what stands in its fields, and back.

What is wrong is said beside the field it is in; nothing that was typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from model.description import Carrier, Description, Level
from model.period import Period, parse_period
from model.rights import RightsInputs, Secrecy

TEXTS = (
    *("scope", "extent", "creator", "language", "old_refcode", "note", "genre"),
    *("rights_statement", "location", "container"),
)
LISTS = ("subjects", "places")
CHECKS = ("described", "person_related", "published")
REGISTERS = ("birth", "marriage", "death")
FIELDS = (
    *("refcode", "parent", "level", "title", "date_start", "date_end", "date_text"),
    *TEXTS,
    *LISTS,
    *("carrier", "end_year", "persons", "secrecy", "deposit_until", "register"),
    *("lengthened_years", "lock_reason", "lock_review", *CHECKS),
)
_LONGEST = 100_000
_LINE = 2_000
_PERSON = re.compile(r"(\d{1,4})?\s*[–—/-]\s*(\d{1,4})?|(\d{1,4})|\?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_E = TypeVar("_E", bound=StrEnum)


@dataclass(slots=True)
class Filled:
    """A form as somebody has filled it in. ``problems``: field to the key of its sentence."""

    said: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


def shown(one: Description, parent: str) -> Filled:
    """The form as it stands for a description; ``parent``: the reference code above it."""
    rights = one.rights
    said = {name: getattr(one, name) for name in TEXTS}
    said |= {name: "\n".join(getattr(one, name)) for name in LISTS}
    follows = one.period.end.year if one.period.end else None
    said |= {
        "refcode": one.refcode,
        "parent": parent,
        "level": one.level.value,
        "title": one.title,
        "date_start": _short(one.period.start, first=True),
        "date_end": _short(one.period.end, first=False),
        "date_text": one.period.text,
        "carrier": one.carrier.value if one.carrier else "",
        "end_year": "" if rights.end_year in (follows, None) else str(rights.end_year),
        "persons": "\n".join(f"{birth or ''}–{death or ''}" for birth, death in rights.persons),
        "secrecy": rights.secrecy.value if rights.secrecy else "",
        "deposit_until": str(rights.deposit_until or ""),
        "register": rights.register,
        "lengthened_years": str(rights.lengthened_years or ""),
        "lock_reason": rights.lock_reason,
        "lock_review": str(rights.lock_review or ""),
    }
    said |= {name: "yes" if getattr(rights, name) else "" for name in CHECKS}
    return Filled(said)


def filled(pairs: Mapping[str, Any]) -> Filled:
    """The form as it came back; line ends as everywhere else."""
    said = {}
    for name in FIELDS:
        value = pairs.get(name, "")
        text = value if isinstance(value, str) else ""
        said[name] = text.replace("\r\n", "\n").strip()
    return Filled(said)


def read(form: Filled, before: Description) -> Description:
    """The description that the form means; ``form.problems`` tells what could not be understood.

    The parent is the caller's to find. What the form does not show stays as it was.
    """
    said, problems = form.said, form.problems
    for name, text in said.items():
        if len(text) > (_LONGEST if name in ("scope", "note", *LISTS) else _LINE):
            problems[name] = "describing.problem.too-long"
        elif _CONTROL.search(text):
            problems[name] = "describing.problem.control"
    for name in ("refcode", "title"):
        if not said[name]:
            problems.setdefault(name, "describing.problem.needed")
    level = _one_of(Level, form, "level") or before.level
    fields: dict[str, Any] = {name: said[name] for name in TEXTS}
    fields |= {name: _lines(said[name]) for name in LISTS}
    period = _period(form, before)
    return replace(
        before,
        refcode=" ".join(said["refcode"].split()),
        level=level,
        title=" ".join(said["title"].split()),
        period=period,
        carrier=_one_of(Carrier, form, "carrier"),
        rights=_rights(form, period, before.rights, level),
        **fields,
    )


def _period(form: Filled, before: Description) -> Period:
    said = form.said
    try:
        return parse_period(said["date_start"], said["date_end"], said["date_text"])
    except ValueError:
        for name in ("date_start", "date_end"):
            try:
                parse_period(said[name], "")
            except ValueError:
                form.problems.setdefault(name, "describing.problem.date")
        if not {"date_start", "date_end"} & form.problems.keys():
            form.problems["date_end"] = "describing.problem.order"
        return before.period


def _rights(form: Filled, period: Period, before: RightsInputs, level: Level) -> RightsInputs:
    said = form.said
    stated = _number(form, "end_year", 9998)
    persons = _persons(form)
    return replace(
        before,
        end_year=stated if said["end_year"] else period.end.year if period.end else None,
        persons=persons,
        person_related=bool(said["person_related"] or persons),
        secrecy=_one_of(Secrecy, form, "secrecy"),
        deposit_until=_day(form, "deposit_until"),
        register=_register(form),
        lengthened_years=_number(form, "lengthened_years", 30) or 0,
        lock_reason=said["lock_reason"],
        lock_review=_day(form, "lock_review"),
        published=bool(said["published"]),
        described=bool(said["described"]),
        aggregate=not level.is_unit,
    )


def _one_of(kind: type[_E], form: Filled, name: str) -> _E | None:
    if not form.said[name]:
        return None
    try:
        return kind(form.said[name])
    except ValueError:
        form.problems[name] = "describing.problem.choice"
        return None


def _register(form: Filled) -> str:
    value = form.said["register"]
    if value not in ("", *REGISTERS):
        form.problems["register"] = "describing.problem.choice"
        return ""
    return value


def _number(form: Filled, name: str, at_most: int) -> int | None:
    text = form.said[name]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= at_most):
        form.problems[name] = "describing.problem.number"
        return None
    return int(text)


def _day(form: Filled, name: str) -> date | None:
    text = form.said[name]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        form.problems[name] = "describing.problem.day"
        return None


def _persons(form: Filled) -> tuple[tuple[int | None, int | None], ...]:
    """A line for each person: ``1930–2001``, ``1930–``, ``–2001``; ``–``: neither is known."""
    found = []
    for line in filter(None, map(str.strip, form.said["persons"].split("\n"))):
        match = _PERSON.fullmatch(line)
        if match is None:
            form.problems["persons"] = "describing.problem.persons"
            continue
        birth, death = match[1] or match[3], match[2]
        if birth and death and int(death) < int(birth):
            form.problems["persons"] = "describing.problem.persons"
        found.append((int(birth) if birth else None, int(death) if death else None))
    return tuple(found)


def _lines(text: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line)) if text else ()


def _short(day: date | None, *, first: bool) -> str:
    if day is None:
        return ""
    edge = (day.month, day.day) == ((1, 1) if first else (12, 31))
    return f"{day.year:04d}" if edge else day.isoformat()
