"""The routes of the portal, asked of the application itself: no list has to be kept by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.routing import BaseRoute

from administration.web.shell import OwnForm, Policy


def leaves(routes: Iterable[BaseRoute]) -> Iterator[Any]:
    """Every route, those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from leaves(included.routes)
        else:
            yield route


def with_policy(routes: Iterable[BaseRoute], method: str) -> list[Any]:
    """The routes that answer a method and ask who may; mounted files do not."""
    return [
        route
        for route in leaves(routes)
        if method in (getattr(route, "methods", None) or ()) and hasattr(route, "dependant")
    ]


def policies(dependant: Any) -> list[Policy]:
    """The policies that stand before a route."""
    return [one for one in _before(dependant) if isinstance(one, Policy)]


def form_checks(dependant: Any) -> list[OwnForm]:
    """The checks that stand before a route, whether a page of ours sent the form."""
    return [one for one in _before(dependant) if isinstance(one, OwnForm)]


def _before(dependant: Any) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _before(each)
