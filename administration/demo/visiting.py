"""People at the portal, as the story needs them: real forms over real HTTP, on this machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from administration.demo.telling import StoryBroken, expect

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in at the portal."""

    address: str
    browser: OpenerDirector

    def see(self, path: str) -> str:
        """A page."""
        return self.fetch(path).decode()

    def fetch(self, path: str) -> bytes:
        """A file."""
        return self._ask(Request(self.address + path))[1]  # noqa: S310 - our own portal

    def send(self, path: str, **fields: str) -> str:
        """A form, with the token that the page gave it; the address it leads to."""
        token = re.search(r'name="form_token" value="([0-9a-f]+)"', self.see("/account"))
        expect(token is not None, "the portal gives no form token")
        body = urlencode({**fields, "form_token": token[1] if token else ""}).encode()
        return self._ask(Request(self.address + path, body))[0]  # noqa: S310

    def _ask(self, request: Request) -> tuple[str, bytes]:
        try:
            with self.browser.open(request, timeout=_SECONDS) as answer:
                return answer.geturl(), answer.read()
        except HTTPError as error:
            said = re.search(r'class="lead">([^<]+)<', error.read().decode())
            told = said[1] if said else error.reason
            raise StoryBroken(f"{request.selector} answered {error.code}: {told}") from error


@contextmanager
def portal(home: Path) -> Iterator[dict[str, Visitor]]:
    """The portal of the demo, open for a while, with somebody of each role signed in."""
    command = [sys.executable, "-m", "administration", "serve", "--home", str(home), "--json"]
    serving = subprocess.Popen(
        [*command, "--port", "0", "--print-links"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert serving.stdout is not None
        said = json.loads(serving.stdout.readline())
        yield {link["role"]: _signed_in(said["url"], link["link"]) for link in said["links"]}
    finally:
        serving.terminate()
        serving.wait(_SECONDS)


def _signed_in(address: str, link: str) -> Visitor:
    visitor = Visitor(address, build_opener(HTTPCookieProcessor(CookieJar())))
    with visitor.browser.open(link, b"form_token=", timeout=_SECONDS) as answer:
        expect(answer.status == 200, "a sign-in link does not work")
    return visitor
