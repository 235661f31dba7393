"""What was erased or disposed of is found by no name of its files any more, in either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from administration.settings_template import new_settings
from tests.administration.conftest import Muniment
from tests.administration.four_eyes import decided
from tests.engines import own_search

TABLE = """\
path,reference_code,title
.,LF-X-1,Sammelmappe
sub,LF-X-1-1,Bescheide
sub/kindergeld.txt,LF-X-1-2,Ein Bescheid
abschrift.txt,LF-X-1-3,Seine Abschrift
"""


@pytest.fixture(params=["embedded", pytest.param("opensearch", marks=pytest.mark.engines)])
def filed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Muniment]:
    """An archive of one AIP: a file, its like under another name, and another."""
    text = new_settings("Stadtarchiv Lindenfurt", "lindenfurt.example/log", "99999", ())
    muniment = Muniment(tmp_path / "home")
    if request.param == "embedded":
        yield founded(muniment, text, tmp_path)
        return
    with own_search() as (url, name):
        search = f'engine = "opensearch"\nurl = "{url}"\nname = "{name}"'
        yield founded(muniment, text.replace('engine = "embedded"', search), tmp_path)


def founded(muniment: Muniment, settings: str, folder: Path) -> Muniment:
    prepared, root = folder / "prepared.toml", folder / "akte"
    prepared.write_text(settings)
    muniment.json("init", "--settings", prepared)
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "kindergeld.txt").write_text("Bescheid\n")
    (root / "abschrift.txt").write_text("Bescheid\n")
    (root / "bleibt.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (root / "metadata.csv").write_text(TABLE)
    (result,) = muniment.json("ingest", root)["results"]
    assert result["indexed"]
    return muniment


def found(muniment: Muniment, query: str) -> set[str]:
    answer = muniment.json("search", query)
    hits = {str(one["refcode"]) for one in answer["hits"]}
    assert answer["total"] == len(hits)
    return hits


def facet(muniment: Muniment, query: str, name: str) -> dict[str, int]:
    facets = muniment.json("search", query)["facets"]
    return {one["value"]: one["count"] for one in facets.get(name, ())}


@pytest.mark.parametrize("words", [(), ("--without-name",)])
def test_one_file(filed: Muniment, words: tuple[str, ...]) -> None:
    assert found(filed, "kindergeld") == {"LF-X-1", "LF-X-1-1", "LF-X-1-2"}
    assert found(filed, "abschrift") == {"LF-X-1", "LF-X-1-3"}
    assert facet(filed, "Bescheid", "media")["text"] == 2
    disposal = decided(filed, "LF-X-1", "--file", "sub/kindergeld.txt", *words)
    assert filed.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert found(filed, "kindergeld") == set()
    assert found(filed, "kindergeld*") == set()
    # its like under another name went as well; a title is what an archivist says of it
    assert found(filed, "abschrift") == {"LF-X-1-3"}
    assert found(filed, "bleibt") == {"LF-X-1"}
    assert facet(filed, "Bescheid", "media") == {}
    assert facet(filed, "Sammelmappe", "media") == {"application": 1}
    assert filed.json("search", "Bescheid", "--digital")["total"] == 1, "the folder alone"
    # what stands below it is found by its title as well: the folder, and nothing else that is gone
    assert filed.json("search", "Sammelmappe", "--digital")["total"] == 2


def test_a_whole_aip(filed: Muniment) -> None:
    disposal = decided(filed, "LF-X-1", "--ground", "legal-order")
    assert filed.json("dispose", "carry-out", disposal)["state"] == "disposed"
    for name in ("kindergeld", "bleibt"):
        assert found(filed, name) == set()
    units = {"LF-X-1", "LF-X-1-1", "LF-X-1-2", "LF-X-1-3"}
    assert found(filed, "Sammelmappe") == units, "with all that stands below it"
    assert filed.json("search", "Bescheid", "--digital")["total"] == 0
    for name in ("media", "format"):
        assert facet(filed, "Sammelmappe", name) == {}
    assert facet(filed, "Sammelmappe", "digital") == {"no": 4}
