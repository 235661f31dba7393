"""Pages and API against whatever arrives."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.results import as_csv
from tests.access.portal import Portal

PAGES = ["/", "/search", "/holdings", "/visit", "/help", "/api", "/sign-in", "/robots.txt"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_answers_in_both_languages(
    open_portal: Portal, path: str, language: str
) -> None:
    answer = open_portal.public.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    if path != "/robots.txt":
        assert f'<html lang="{language}">' in answer.text
    assert open_portal.public.head(path).status_code in (200, 405)


def test_past_the_last_page_the_way_back_is_shown(open_portal: Portal) -> None:
    english = {"accept-language": "en"}
    far = open_portal.public.get("/search?q=Brücke&page=99", headers=english).text
    assert "There are fewer pages." in far
    assert "No unit has all of these words" not in far
    none = open_portal.public.get("/search?q=xyzzy&page=99", headers=english).text
    assert "No unit has all of these words" in none


def test_umlauts_are_found_however_they_are_typed(open_portal: Portal) -> None:
    for typed in ("Brücke", "bruecke", "Brucke", "BRÜCKEN"):
        hits = open_portal.public.get("/api/v1/search", params={"q": typed}).json()["hits"]
        assert "S-1" in [hit["refcode"] for hit in hits], typed


def test_a_reference_code_leads_to_its_unit(open_portal: Portal) -> None:
    answer = open_portal.public.get("/ref/S-1")
    assert answer.headers["location"] == f"/unit/{open_portal.id('S-1')}"
    ark = open_portal.public.get("/api/v1/units/S-1").json()["ark"]
    assert open_portal.public.get(f"/{ark}").headers["location"] == answer.headers["location"]
    assert open_portal.public.get(f"/{ark[:-1]}").status_code == 404


def test_csv_harms_no_spreadsheet(open_portal: Portal) -> None:
    answer = open_portal.public.get("/search.csv?q=")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 7
    assert "attachment" in answer.headers["content-disposition"]
    from access.results import _harmless  # noqa: PLC0415

    assert _harmless("=1+1") == "'=1+1"
    assert as_csv.__doc__


@pytest.mark.parametrize(
    "path",
    [
        "/unit/nonsense",
        "/unit/%00",
        "/unit/%FF%FE",
        "/ref/" + "x" * 5000,
        "/ref/%00",
        "/ark:99999/m1",
        "/ark:99999",
        "/unit/00000000-0000-7000-8000-000000000000/file/x/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/units/%00/children",
        "/nowhere",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_what_is_not_there_is_404_and_never_500(open_portal: Portal, path: str) -> None:
    assert open_portal.public.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 10_000,
        "q=%00%FF",
        "page=999999999999",
        "page=-1&limit=x",
        "from=99999&to=-5",
        "q=((((&q=%22",
        "level=box&sort=nonsense&access=%00&within=1",
        "after=1:2:3&files-after=%00",
        "q=*&q=AND&q=OR+OR",
    ],
)
@pytest.mark.parametrize("path", ["/search", "/holdings", "/search.csv"])
def test_strange_questions_get_an_answer(open_portal: Portal, path: str, query: str) -> None:
    assert open_portal.public.get(f"{path}?{query}").status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), after=st.text(max_size=20), number=st.integers())
def test_whatever_is_typed(open_portal: Portal, text: str, after: str, number: int) -> None:
    try:
        text.encode()
        after.encode()
    except UnicodeEncodeError:
        return
    for path in ("/api/v1/search", "/search"):
        answer = open_portal.public.get(path, params={"q": text, "page": number, "from": after})
        # programs are told what they typed wrong, people get an answer
        assert answer.status_code in ((200, 422) if path.startswith("/api") else (200,))
    unit = open_portal.id("S")
    answer = open_portal.public.get(f"/unit/{unit}", params={"after": after, "files-after": text})
    assert answer.status_code == 200
    children = open_portal.public.get(f"/api/v1/units/{unit}/children", params={"page": number})
    assert children.status_code == 200
