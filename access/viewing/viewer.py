"""The viewer: one leaf of a unit, large, with its text, its neighbours, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from access.reading import Reading
from access.units import find_unit, parts_of
from access.viewing import leaves, page_text
from access.viewing.image_request import LARGEST, fitting
from access.viewing.kinds import Kind, kind_of
from access.viewing.leaves import Leaf
from access.viewing.manifests import rights_of
from access.viewing.permission import Allowed, allowed, require_unit
from access.viewing.sheets import Shown, shown, source
from access.viewing.viewed import Register
from catalogue import aips
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.errors import MunimentError
from model.policy import Act, User
from model.ports import Shell

_STRIP = 24  # thumbnails around the leaf that is shown
_OFFERED = (("small", 800), ("medium", 2_000), ("large", LARGEST))
_SIGNS = (  # what a button does, and the strokes of its sign
    ("in", "M8 3v10M3 8h10"),
    ("out", "M3 8h10"),
    ("whole", "M3 2h10v12H3z"),
    ("left", "M13 8H3m4-4L3 8l4 4"),
    ("up", "M8 13V3M4 7l4-4 4 4"),
    ("down", "M8 3v10M4 9l4 4 4-4"),
    ("right", "M3 8h10M9 4l4 4-4 4"),
    ("rotate", "M13 8a5 5 0 1 1-2-4M11 1v3H8"),
    ("full", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"),
)
_SHOWN = 1_200  # pixels of the image that pages without script show


@dataclass(frozen=True, slots=True)
class Step:
    """A leaf in the strip below the image."""

    leaf: Leaf
    label: str
    kind: Kind
    pictured: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What is shown of a leaf: its size, or the sentence why there is no picture."""

    kind: Kind | None
    size: tuple[int, int] | None
    problem: MunimentError | None
    blocks: page_text.Blocks
    text: str
    text_is_cut: bool

    @property
    def offered(self) -> list[tuple[str, int, int]]:
        """Sizes for saving: word, width, height; none twice."""
        found: list[tuple[str, int, int]] = []
        for word, box in _OFFERED if self.size else ():
            wide, high = fitting(*(self.size or (1, 1)), box, box)
            if not found or found[-1][1:] != (wide, high):
                found.append((word, wide, high))
        return found

    @property
    def still(self) -> tuple[int, int]:
        """The size of the image for pages without script."""
        return fitting(*(self.size or (1, 1)), _SHOWN, _SHOWN)


def router(shell: Shell, reading: Reading, register: Register) -> APIRouter:
    """The route of the viewer."""
    routes = APIRouter(include_in_schema=False)
    viewer = _Viewer(shell, reading, register)
    routes.add_api_route(
        "/unit/{identifier}/view", viewer.page, methods=["GET", "HEAD"],
        dependencies=[shell.requires(Act.READ_CONTENT)],
    )  # fmt: skip
    return routes


class _Viewer:
    def __init__(self, shell: Shell, reading: Reading, register: Register) -> None:
        self._shell = shell
        self._reading = reading
        self._register = register

    def page(self, request: Request, identifier: str) -> Response:
        user, today = self._shell.user(request), self._reading.today
        after = request.query_params.get("after", "")[:4096]
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, today)
            require_unit(described, user, today)
            parts = parts_of(connection, described, user, today, after)
            here = list(shown(connection, self._reading, parts, user, today))
            further = next((part.more_after for part in parts if part.more_after), None)
            rights = rights_of(connection, described)
            found = self._leaf(connection, request, described, here, user, today)
        if found and found.exceptional:
            visit, unit = self._shell.visit(request), described.description.id
            self._register.note(visit, user, [unit], found.leaf.aip)
        sight = self._sight(found, user, today) if found else None
        here = self._counted(here)
        strip = [
            Step(leaf, one.label(leaf), one.kind, one.pictured)
            for one in here
            for leaf in one.leaves
        ]
        answer: Response = self._shell.page(
            request,
            "viewer.html",
            one=described.description,
            found=found,
            sight=sight,
            rights=rights,
            after=after,
            further=further,
            words=self._shell.language(request),
            signs=_SIGNS,
            file_url=f"/unit/{described.description.id}/file/{found.leaf.aip}/"
            f"{quote(found.leaf.path)}" if found else "",
            **_around(strip, found.leaf if found else None),
        )  # fmt: skip
        if found and found.exceptional:
            answer.headers["cache-control"] = "private, no-store"
        return answer

    def _leaf(
        self, connection: Connection, request: Request, described: Described, here: list[Shown],
        user: User, today: date,
    ) -> Allowed | None:  # fmt: skip
        named = request.query_params.get("leaf")
        if named is None:
            return allowed(connection, here[0].leaves[0], user, today) if here else None
        leaf = leaves.parse(named[:8192])
        if leaf is None or not _belongs(connection, described, leaf):
            raise MunimentError("catalogue.not-found", name=named[:80])
        return allowed(connection, leaf, user, today)

    def _sight(self, found: Allowed, user: User, today: date) -> Sight:
        kind = kind_of(found.file.member)
        size: tuple[int, int] | None = None
        problem: MunimentError | None = None
        if kind is None or kind.has_pages:
            try:
                file = source(self._reading, found.file)
                copy = self._reading.access_copies.copy(file, found.leaf.page)
                size = copy.width, copy.height
            except MunimentError as error:
                # A sentence beside what there still is: text, neighbours, the original.
                if not error.code.startswith("preview."):
                    raise
                problem = error
        with self._reading.database.read() as connection:
            blocks = page_text.blocks_of(connection, self._reading, found, size, user, today)
            text, cut = (
                page_text.text_of(connection, self._reading, found)
                if kind is Kind.TEXT
                else ("", False)
            )
        return Sight(kind, size, problem, blocks, text, cut)

    def _counted(self, here: list[Shown]) -> list[Shown]:
        # The leaf that is shown may have been tried just now.
        known = self._reading.access_copies
        return [
            replace(
                one,
                sizes=one.sizes or known.known_sizes(one.file.member),
                broken=known.known_fault(one.file.member) is not None,
            )
            if one.kind.has_pages
            else one
            for one in here
        ]


def _belongs(connection: Connection, described: Described, leaf: Leaf) -> bool:
    return any(
        aip == leaf.aip and (not path or leaf.path == path or leaf.path.startswith(f"{path}/"))
        for aip, path in aips.of_description(connection, described.key)
    )


def _around(strip: list[Step], current: Leaf | None) -> dict[str, Any]:
    """Where in the strip we are, its neighbours, and the part of it that is shown."""
    at = next((n for n, step in enumerate(strip) if step.leaf == current), 0)
    known = bool(strip) and strip[at].leaf == current
    first = max(0, min(at - _STRIP // 2, len(strip) - _STRIP))
    return {
        "strip": strip[first : first + _STRIP],
        "number": at + 1,
        "count": len(strip),
        "previous": strip[at - 1] if known and at > 0 else None,
        "following": strip[at + 1] if known and at + 1 < len(strip) else None,
    }
