"""The API's search refuses what it would otherwise pass over in silence."""

from __future__ import annotations

import pytest

from tests.access.portal import Portal


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("queri=brücke", "queri"),
        ("q=x&level=box", "level"),
        ("digital=true", "digital"),
        ("access=secret", "access"),
        ("within=1", "within"),
        ("from=0", "from"),
        ("to=MDCCC", "to"),
        ("sort=best", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("limit=101", "limit"),
        ("limit=٣", "limit"),
        ("q=a&q=b", "q"),
        (f"q={'x' * 1_001}", "q"),
        ("&".join(f"fonds=F{number}" for number in range(51)), "fonds"),
    ],
)
def test_wrong_parameters_are_named(open_portal: Portal, query: str, name: str) -> None:
    answer = open_portal.public.get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "search.bad-parameter"
    assert f"cannot take {name}=" in problem["title"]
    assert "openapi.json" in problem["detail"]
    assert open_portal.public.get(f"/search?{query}").status_code == 200, "people get an answer"


def test_what_is_documented_is_taken(open_portal: Portal) -> None:
    document = open_portal.public.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/search"]["get"]
    assert "422" in operation["responses"]
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        one = schema.get("items", schema)
        value = {"integer": one.get("maximum"), "string": "x"}[one["type"]]
        values = one.get("enum") or [value]
        if one.get("format") == "uuid":
            values = ["01900000-0000-7000-8000-000000000000"]
        for taken in [*values, ""]:
            query = {parameter["name"]: taken}
            assert open_portal.public.get("/api/v1/search", params=query).status_code == 200, query


def test_the_results_page_links_to_its_own_answer(open_portal: Portal) -> None:
    page = open_portal.public.get("/search?q=*&level=file&from=1800&to=1900&sort=date&access=open")
    link = page.text.partition('href="/api/v1/search')[2].partition('"')[0]
    answer = open_portal.public.get(f"/api/v1/search{link.replace('&amp;', '&')}")
    assert answer.status_code == 200
