"""The shell: policy on every route, headers on every answer, sign-in that cannot be forged."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from string import Formatter

import pytest

from access import routes as access
from administration.people import issue_link
from administration.web.words import WORDS
from model.policy import UserRole
from tests.access.portal import PASSWORD, Portal
from tests.conftest import ROOT
from tests.forms import token_of
from tests.routes import form_checks, leaves, policies, with_policy


def test_every_route_names_its_policy(opened: Portal) -> None:
    found = list(leaves(opened.app.routes))
    # files of our own, and the description of what anyone may ask
    free = {route.path for route in found if not hasattr(route, "dependant")}
    assert free == {"/static", "/api/v1/openapi.json"}
    named = [route for route in found if hasattr(route, "dependant")]
    assert len(named) > 20
    for route in named:
        assert len(policies(route.dependant)) == 1, route


def test_every_page_that_is_posted_to_checks_its_form(opened: Portal) -> None:
    # OAI-PMH only asks (section 3.1.1.2 lets it POST); uploads bring their token in a header
    free = {"/oai", "/api/v1/uploads"}
    posted = with_policy(opened.app.routes, "POST")
    assert len(posted) > 20
    for route in posted:
        assert len(form_checks(route.dependant)) == (route.path not in free), route


def test_headers(opened: Portal) -> None:
    for path in ("/", "/unit/nothing", "/api/v1/search", "/static/paper.css"):
        answer = opened.public.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert "no-cache" in opened.public.get("/").headers["cache-control"]


def test_no_page_names_another_host(opened: Portal) -> None:
    for path in ("/", "/search?q=br%C3%BCcke", "/help", "/sign-in", f"/unit/{opened.id('S-1')}"):
        page = opened.public.get(path).text
        loaded = re.findall(r"<(?:link|img|script|source|iframe)[^>]+(?:href|src)=\"([^\"]+)", page)
        assert all(u.startswith(("/", "http://testserver/ark:")) for u in loaded), loaded
        assert "<script>" not in page
        assert " style=" not in page


def test_sign_in_by_password(opened: Portal) -> None:
    client = opened.signed_in(UserRole.ARCHIVIST)
    cookie = client.cookies.get("muniment")
    assert cookie
    assert "archivist" in client.get("/account").text
    other = opened.client()
    wrong = other.post("/sign-in", data={"name": "archivist", "password": "falsch"})
    assert wrong.status_code == 403
    assert "Name or password is not right" in wrong.text
    assert other.get("/account").status_code == 401


def test_the_cookie_is_hardly_worth_stealing(opened: Portal) -> None:
    opened.signed_in(UserRole.DESK)
    client = opened.client()
    answer = client.post("/sign-in", data={"name": "desk", "password": PASSWORD})
    header = answer.headers["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=lax" in header


def test_a_planted_cookie_does_not_become_a_session(opened: Portal) -> None:
    opened.signed_in(UserRole.DESK)
    client = opened.client()
    planted = secrets.token_urlsafe(32) + "="
    client.cookies.set("muniment", planted)
    answer = client.post("/sign-in", data={"name": "desk", "password": PASSWORD})
    assert planted not in answer.headers["set-cookie"]


def test_forms_of_other_sites_are_refused(opened: Portal) -> None:
    client = opened.signed_in(UserRole.DESK)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/sign-out", headers=headers).status_code == 403
        forged = {"name": "desk", "password": PASSWORD}
        assert opened.client().post("/sign-in", data=forged, headers=headers).status_code == 403
    assert client.post("/sign-out", data={"form_token": "00" * 32}).status_code == 403
    assert client.get("/account").status_code == 200
    assert client.post("/sign-out", data={"form_token": token_of(client)}).status_code == 303
    assert client.get("/account").status_code == 401


def test_a_link_works_once_and_looking_does_not_use_it_up(opened: Portal) -> None:
    link = issue_link(opened.archive, "administrator").url
    path = link[link.index("/sign-in") :]
    first = opened.client()
    assert [first.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert first.post(path).status_code == 303
    assert "administrator" in first.get("/account").text
    assert opened.client().post(path).status_code == 403
    assert opened.client().get(path).status_code == 403
    for bad in ("x", "%00", "ä", "A" * 500):
        assert opened.client().get(f"/sign-in/link/{bad}").status_code == 403


def test_fifty_tries(opened: Portal) -> None:
    client = opened.client()
    data = {"name": "somebody", "password": "x"}
    codes = [client.post("/sign-in", data=data).status_code for _ in range(50)]
    assert codes.count(403) == 8
    assert codes[8:] == [429] * 42


def test_a_password_of_ones_own(opened: Portal) -> None:
    client = opened.signed_in(UserRole.READER)
    form = {"form_token": token_of(client), "password": "kurz"}
    assert client.post("/account/password", data=form).status_code == 422
    form["password"] = "ein anderes langes Kennwort"
    assert "The password was saved" in client.post("/account/password", data=form).text


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "x"])
def test_the_language_switch_leads_nowhere_else(opened: Portal, to: str) -> None:
    answer = opened.public.get("/language/de", params={"to": to})
    assert answer.headers["location"] == "/"


def test_the_language_is_kept(opened: Portal) -> None:
    client = opened.client()
    client.get("/language/de", params={"to": "/help"})
    assert '<html lang="de">' in client.get("/", headers={"accept-language": "en"}).text
    assert opened.client().get("/language/fr").status_code == 404


def test_problems_are_documents_for_programs(opened: Portal) -> None:
    answer = opened.public.get("/api/v1/units/none", headers={"accept-language": "de"})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code == 404
    assert problem["code"] == "catalogue.not-found"
    assert problem["type"] == "urn:muniment:error:catalogue.not-found"
    assert "Hier gibt es nichts" in problem["title"]
    assert opened.public.post("/api/v1/search").status_code == 405


def test_openapi_names_every_interface(opened: Portal) -> None:
    paths = opened.public.get("/api/v1/openapi.json").json()["paths"]
    assert any(path.endswith("/children") for path in paths)
    assert all(path.startswith("/api/v1/") for path in paths)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_no_words_are_missing() -> None:
    words = {**WORDS, **access.WORDS}
    for key, (english, german) in words.items():
        assert english, key
        assert german, key
        assert fields(english) == fields(german), key
    used = set()
    folders = [ROOT / "administration/web/templates", access.TEMPLATES]
    for template in (path for folder in folders for path in Path(folder).glob("*.html")):
        used |= set(re.findall(r"""\bt\(["']([a-z0-9.-]+)["'][,)]""", template.read_text()))
    assert used <= set(words), used - set(words)
    assert len(used) > 80
