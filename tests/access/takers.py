"""How tests take deliveries home: by the forms that people use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from starlette.testclient import TestClient

from access.dip.checking import check_delivery
from access.dip.findings import Checked
from administration.web.app import create_app
from catalogue.tables import description, event
from tests.access.portal import Portal, client_of
from tests.forms import token_in, token_of

DAY = timedelta(days=1)


def checked(place: Path, content: bytes) -> Checked:
    (place / "d.zip").write_bytes(content)
    return check_delivery(place / "d.zip")


def take(client: TestClient, unit: str, **form: Any) -> Any:
    page = client.get(f"/unit/{unit}/delivery")
    token = token_in(client.get("/sign-in").text) if page.status_code != 200 else ""
    if 'name="form_token"' in page.text:
        token = token_in(page.text)
    return client.post(f"/unit/{unit}/delivery", data={"form_token": token, **form})


def give(client: TestClient, opened: Portal, refcode: str, **form: Any) -> Any:
    unit = opened.id(refcode)
    until = (opened.archive.today + DAY).isoformat()
    usual = {"until": until, "purpose": "research", "form_token": token_of(client)}
    return client.post(f"/unit/{unit}/grant", data={**usual, **form})


def link(answer: Any) -> str:
    found = re.search(r'value="http://testserver(/delivery/[\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def kinds(opened: Portal) -> list[str]:
    return [one["kind"] for one in events(opened)]


def events(opened: Portal) -> list[dict[str, Any]]:
    wanted = {"delivered", "granted", "grant-used", "grant-revoked"}
    with opened.archive.database.read() as connection:
        bodies = connection.execute(select(event.c.body).order_by(event.c.id)).scalars()
        found = [json.loads(body) for body in bodies]
    return [one for one in found if one["kind"] in wanted]


def lock(opened: Portal, refcode: str) -> None:
    """As an archivist's lock leaves it."""
    with opened.archive.database.write() as connection:
        closed = {"content_from": opened.archive.today.replace(year=9999), "reason": "R7"}
        where = description.c.refcode == refcode
        connection.execute(update(description).where(where).values(closed))


def later(opened: Portal, by: timedelta) -> Iterator[TestClient]:
    """The same archive, some time on."""
    then = replace(opened.archive, clock=lambda: opened.archive.clock() + by)
    yield client_of(create_app(then))
    then.close()
