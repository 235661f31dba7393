"""Abuse of the whole web surface, over a real socket: no answer is a 500, nothing gets through.

Routes are asked of the application itself, so a page that is added is abused from its first day.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi

from administration.web.throttle import TRIES
from model.policy import UserRole
from tests.access.portal import PASSWORD, Portal, portal
from tests.forms import token_in
from tests.routes import with_policy

SCRIPT = "<script>alert('muniment')</script>\"'><img src=x onerror=alert(1)>"
RAW = ("<script>alert('muniment')", "<img src=x onerror")
NASTY = (
    SCRIPT,
    "",
    " ",
    "../../../../settings.toml",
    "..%2f..%2fsettings.toml",
    "%00",
    "\u0000",
    "\ud7ff\uffff\U0010ffff",
    "\u202egpj.exe",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "' or 1=1 --",
    "{{7*7}}${7*7}",
    "a" * 6_000,
    "01937f3a-0000-7000-8000-0000000012ab",
    "//elsewhere.example/",
    "\\\\elsewhere\\share",
    "\r\nset-cookie: muniment=forged",
    "ark:99999/m1",
    "((((((((((",
    '"' * 50,
    "*" * 50,
)
LEAVES_OUT = {"/sign-out"}  # it ends the session that the others need


@dataclass(frozen=True)
class Site:
    """A portal that is really served."""

    portal: Portal
    port: int
    cookies: dict[UserRole, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cookie(self, role: UserRole) -> str:
        if role not in self.cookies:
            client = self.portal.signed_in(role)
            self.cookies[role] = f"muniment={client.cookies.get('muniment')}"
        return self.cookies[role]

    def ask(
        self, method: str, url: str, body: str | None = None, **headers: str
    ) -> tuple[int, str, HTTPResponse]:
        """One request as it is written; ``url`` goes out untouched but for what no socket takes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection._validate_path = lambda url: None  # type: ignore[attr-defined]
        try:
            if body is not None:
                headers["content-type"] = "application/x-www-form-urlencoded"
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, url, body, named)
            answer = connection.getresponse()
            # what is told live has no end
            live = "event-stream" in (answer.headers.get("content-type") or "")
            text = "" if live else answer.read().decode(errors="replace")
            return answer.status, text, answer
        finally:
            connection.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with portal(tmp_path_factory.mktemp("abuse")) as opened:
        listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        server = uvicorn.Server(uvicorn.Config(opened.app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield Site(opened, listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def routes(site: Site, method: str) -> list[Any]:
    found = with_policy(site.portal.app.routes, method)
    assert found
    return found


def filled(site: Site, path: str, value: str) -> str:
    """A route's path with ``value`` in each of its places, once percent-encoded."""
    return re.sub(r"\{[^}]+\}", lambda _: quote(value, safe="", errors="replace"), path)


def half_right(site: Site, path: str, value: str) -> str:
    """The same, with a real unit and AIP first: what comes after them is reached too."""
    reals = [site.portal.id("S-1"), site.portal.aip("S-1")]
    places = re.findall(r"\{[^}]+\}", path)
    for place in places[:-1]:
        path = path.replace(place, reals.pop(0) if reals else "x", 1)
    return filled(site, path, value)


def harmless(answered: tuple[int, str, HTTPResponse], where: object) -> None:
    """No answer is a 500, no page holds what somebody typed as it was typed."""
    status, text, answer = answered
    assert status < 500, (where, status, text[:500])
    if "html" in (answer.headers.get("content-type") or ""):
        for raw in RAW:
            assert raw not in text, where


@pytest.mark.parametrize("role", [None, UserRole.READER, UserRole.ADMINISTRATOR])
def test_every_page_with_every_nonsense(site: Site, role: UserRole | None) -> None:
    headers = {"cookie": site.cookie(role)} if role else {}
    for route in routes(site, "GET"):
        for value in NASTY:
            encoded = quote(value, safe="", errors="replace")
            names = [one.name for one in route.dependant.query_params] or ["q", "after", "page"]
            query = "&".join(f"{name}={encoded}" for name in [*names, "q", "files-after"])
            for path in {filled(site, route.path, value), half_right(site, route.path, value)}:
                url = f"{path}?{query}"
                harmless(site.ask("GET", url, **headers), url)


def test_search_with_every_nonsense_in_every_filter(site: Site) -> None:
    names = ("q", "level", "fonds", "genre", "from", "to", "within", "sort", "page", "limit")
    for name in names:
        for value in NASTY:
            for page in ("/search", "/search.csv", "/api/v1/search"):
                url = f"{page}?{urlencode({name: value}, errors='replace')}"
                harmless(site.ask("GET", url), url)


def test_html_in_every_field_of_every_form(site: Site) -> None:
    """As an administrator with a good form token: what is stored is looked at on every page."""
    cookie = site.cookie(UserRole.ADMINISTRATOR)
    _, page, _ = site.ask("GET", "/account", cookie=cookie)
    token = token_in(page)
    for route in routes(site, "POST"):
        if route.path in LEAVES_OUT or route.path.startswith("/sign-in"):
            continue
        names = _fields(route)
        for value in (SCRIPT, "", "\u0000", "9" * 400, "x" * 5_000):
            form = dict.fromkeys(names, value) | {"form_token": token}
            for url in (filled(site, route.path, "x"), half_right(site, route.path, value)):
                real = url.replace("/x/", f"/{site.portal.id('S-1')}/")
                for one in {url, real}:
                    answered = site.ask("POST", one, urlencode(form), cookie=cookie)
                    harmless(answered, (one, names))
    for url in _crawl(site, cookie):
        harmless(site.ask("GET", url, cookie=cookie), url)


def _fields(route: Any) -> list[str]:
    names: list[str] = []
    for one in route.dependant.body_params:
        model = getattr(one.field_info.annotation, "model_fields", None)
        names += list(model) if model else [one.name]
    return names


def _crawl(site: Site, cookie: str, most: int = 120) -> Iterator[str]:
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        yield url
        status, text, answer = site.ask("GET", url, cookie=cookie)
        assert status < 500, url
        if "html" not in answer.headers.get("content-type", ""):
            continue
        for link in re.findall(r'href="(/[^"#]*)', text):
            if link not in seen and not link.startswith(("/static", "/language")):
                seen.add(link)
                waiting.append(link.replace("&amp;", "&"))


def test_no_form_without_its_token(site: Site) -> None:
    cookie = site.cookie(UserRole.ADMINISTRATOR)
    for route in routes(site, "POST"):
        # Programs send no forms; what they may is asked of them each. OAI-PMH only asks (2.2).
        if route.path.startswith(("/api/", "/oai")):
            continue
        url = filled(site, route.path, site.portal.id("S-1"))
        form = dict.fromkeys(_fields(route), "x")
        for token, headers in (
            ("", {}),
            ("0" * 64, {}),
            ("\u00e4", {}),
            ("", {"origin": "https://elsewhere.example"}),
            ("", {"sec_fetch_site": "cross-site"}),
        ):
            body = urlencode({**form, "form_token": token})
            status, _, _ = site.ask("POST", url, body, cookie=cookie, **headers)
            assert status in (400, 403, 404, 422), (route.path, status)
            assert status != 303, route.path


def test_fifty_tries_to_sign_in(site: Site) -> None:
    site.portal.signed_in(UserRole.AUDITOR)
    name = UserRole.AUDITOR.value
    statuses = []
    for number in range(50):
        body = urlencode({"name": name, "password": f"guess {number}"})
        status, _, _ = site.ask("POST", "/sign-in", body)
        statuses.append(status)
    assert statuses[:TRIES] == [403] * TRIES
    assert set(statuses[TRIES:]) == {429}
    # not even the right one is let in now, and others are not kept out
    right = urlencode({"name": name, "password": PASSWORD})
    assert site.ask("POST", "/sign-in", right)[0] == 429
    site.portal.signed_in(UserRole.DESK)
    right = urlencode({"name": UserRole.DESK.value, "password": PASSWORD})
    assert site.ask("POST", "/sign-in", right)[0] == 303


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../settings.toml",
        "/static/..%2f..%2f..%2fsettings.toml",
        "/static/%2e%2e/%2e%2e/settings.toml",
        "/static//etc/passwd",
        "/static/%00",
        "/../../../../etc/passwd",
        "//elsewhere.example/search",
        "/\\elsewhere.example",
        "/unit/../../etc/passwd",
        "/ref/%ff%fe",
        "/ref/" + "a/" * 2_000,
        "/ark:99999/" + "%41" * 3_000,
        "/%c0%ae%c0%ae/",
        "/;jsessionid=1",
        "/search%3Fq=x",
        "/api/v1/units/%2e%2e%2f%2e%2e",
        "/api/v1/units//children",
        "/language/de?to=//elsewhere.example",
        "/language/de?to=/%5Celsewhere.example",
        "/language/de?to=https://elsewhere.example",
        "/language/de?to=/%0d%0aset-cookie:%20x=1",
    ],
)
def test_path_tricks(site: Site, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 40):
        status, text, answer = site.ask(method, path)
        assert status < 500, (method, path)
        assert "root:" not in text
        assert "[[stores]]" not in text
        assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http"))
        assert "x=1" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("size", [8_000, 60_000, 200_000, 2_000_000])
def test_huge_addresses_and_headers(site: Site, size: int) -> None:
    for lines in (
        f"GET /search?q={'a' * size} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /search?{'&q=a' * (size // 4)} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /{'a' * size} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nCookie: muniment={'a' * size}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: {'de,' * (size // 3)}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {'x' * size}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n" * (size // 6) + "\r\n",
    ):
        status = _raw(site, lines.encode())
        assert status is None or status < 500, lines[:60]
    assert site.ask("GET", "/")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\r\nIf-Range: \xff\r\nCookie: \xff\r\n\r\n",
    ],
)
def test_what_is_hardly_http(site: Site, sent: bytes) -> None:
    status = _raw(site, sent)
    assert status is None or status < 500
    assert site.ask("GET", "/")[0] == 200


def _raw(site: Site, sent: bytes) -> int | None:
    """The status of whatever answer comes; None where the line is simply dropped."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(1 << 16)
        except OSError:
            return None
    match = re.match(rb"HTTP/1\.\d (\d{3})", answer)
    return int(match[1]) if match else None


def test_forms_of_a_strange_kind(site: Site) -> None:
    many = urlencode([("file", "x")] * 5_000)
    for path in ("/sign-in", f"/unit/{site.portal.id('S-1')}/delivery"):
        for body, kind in (
            (many, "application/x-www-form-urlencoded"),
            ("x" * 3_000_000, "application/x-www-form-urlencoded"),
            ("{}", "application/json"),
            ("--b\r\n", "multipart/form-data; boundary=b"),
            ("--b\r\n", "multipart/form-data"),
            ("%ff%fe=%ff&name=%ff", "application/x-www-form-urlencoded"),
            ("name=x", "text/plain; charset=nonsense"),
        ):
            connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
            connection.request("POST", path, body, {"content-type": kind})
            answer = connection.getresponse()
            assert answer.status < 500, (path, kind)
            connection.close()


CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]


@pytest.mark.parametrize("role", [None, UserRole.ARCHIVIST])
def test_the_interface_is_as_it_says(site: Site, role: UserRole | None) -> None:
    """What the OpenAPI document says is what every operation does, whatever it is asked."""
    schema = schemathesis.openapi.from_url(f"{site.base}/api/v1/openapi.json")
    headers = {"cookie": site.cookie(role)} if role else {}
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()

        @settings(
            max_examples=40,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def abuse(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, headers=headers, timeout=30)

        abuse()
        tried += 1
    assert tried >= 5
