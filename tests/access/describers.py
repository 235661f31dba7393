"""How tests write descriptions: by the forms that archivists use."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from access.describing import form as forms
from catalogue import descriptions
from catalogue.description_rows import Described
from tests.access.portal import Portal
from tests.forms import token_of


def one(house: Portal, refcode: str) -> Described:
    with house.archive.database.read() as connection:
        found = descriptions.by_refcode(connection, refcode)
    assert found is not None
    return found


def fields(house: Portal, refcode: str, **changes: str) -> dict[str, str]:
    """The form of a unit as a browser would send it back, with some fields changed."""
    described = one(house, refcode)
    with house.archive.database.read() as connection:
        parent = described.description.parent
        above = descriptions.by_id(connection, parent) if parent else None
    said = forms.shown(described.description, above.description.refcode if above else "").said
    return said | {"revision": str(described.revision), "action": "save"} | changes


def save(client: TestClient, house: Portal, refcode: str, **changes: str) -> Any:
    identifier = one(house, refcode).description.id
    return client.post(
        f"/unit/{identifier}/edit",
        data=fields(house, refcode, **changes) | {"form_token": token_of(client)},
    )
