"""The token that every form of the portal brings back, as a browser finds it."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def token_in(page: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


def token_of(client: TestClient) -> str:
    """The token of whoever is signed in."""
    return token_in(client.get("/account").text)
