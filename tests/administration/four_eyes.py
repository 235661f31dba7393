"""Two people who decide about a disposal in the portal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.testclient import TestClient

from administration.home import Home
from administration.web.app import create_app
from administration.wiring import Archive, open_archive
from catalogue import accounts
from model.policy import UserRole
from tests.access.portal import PASSWORD, client_of
from tests.administration.conftest import Muniment
from tests.forms import token_of


def person(archive: Archive, name: str, role: UserRole = UserRole.ARCHIVIST) -> TestClient:
    """Somebody who is signed in."""
    with archive.database.write() as connection:
        made = accounts.by_name(connection, name) or accounts.create(
            connection, name, role, archive.new_id, archive.clock
        )
        accounts.set_password(connection, made.id, PASSWORD)
    client = client_of(create_app(archive))
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def press(client: TestClient, disposal: str, deed: str) -> int:
    """Press a button on the page of a disposal; the status of the answer."""
    answer = client.post(f"/disposals/{disposal}/{deed}", data={"form_token": token_of(client)})
    return answer.status_code


@contextmanager
def opened(muniment: Muniment) -> Iterator[Archive]:
    with open_archive(Home(muniment.home)) as archive:
        yield archive


def decided(muniment: Muniment, *words: object) -> str:
    """A disposal that was drafted on the command line, and decided by two; its id."""
    drafted = muniment.json("dispose", "request", *words, "--reason", "Nachkassation 2026")
    disposal = str(drafted["disposal"])
    with opened(muniment) as archive:
        assert press(person(archive, "anna"), disposal, "request") == 303
        assert press(person(archive, "bert"), disposal, "approve") == 303
    return disposal
