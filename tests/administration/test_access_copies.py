"""Access copies ahead of readers: the command, the job, and a cache that was deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from administration.workflows.access_copies import run
from administration.workflows.inline import InlineSteps
from tests.access.viewing.gallery import Gallery, gallery
from tests.administration.conftest import Muniment
from tests.ingest.quiet import QUIET


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("copies")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _an_empty_cache(pictures: Gallery) -> None:
    shutil.rmtree(pictures.archive.home.cache / "access-1", ignore_errors=True)


def made(pictures: Gallery, *names: str, ends: int = 0) -> dict[str, Any]:
    muniment = Muniment(pictures.archive.home.path)
    return muniment.json("access-copies", *names, ends=ends)


def test_all_of_them_then_nothing_more_then_anew(pictures: Gallery) -> None:
    # sound, text and XML are none of them
    assert made(pictures) == {"derived": 9, "unchanged": 0, "failed": 3}
    cache = Path(pictures.archive.home.cache)
    assert len(list(cache.rglob("thumbnail.jpg"))) == 9
    assert made(pictures) == {"derived": 0, "unchanged": 9, "failed": 3}
    shutil.rmtree(cache / "access-1")
    page = pictures.public.get(pictures.image("B-1", "02.jpg") + "/full/!400,400/0/default.jpg")
    assert page.status_code == 200
    assert made(pictures) == {"derived": 8, "unchanged": 1, "failed": 3}


def test_one_of_them(pictures: Gallery) -> None:
    assert made(pictures, "B-7")["derived"] == 1


@pytest.mark.parametrize(
    ("name", "code"), [("B-99", "catalogue.not-found"), ("B", "catalogue.no-aip")]
)
def test_wrong_names(pictures: Gallery, name: str, code: str) -> None:
    assert made(pictures, name, ends=2)["error"]["code"] == code


def test_the_job_tells_how_far_it_is(pictures: Gallery) -> None:
    told: list[tuple[int, int]] = []

    class Steps(InlineSteps):
        def progress(self, done: int, total: int) -> None:
            told.append((done, total))

    found = run(Steps(QUIET), pictures.archive, {"aips": [pictures.aip("B-1")]})
    assert found == {"derived": 4, "unchanged": 0, "failed": 0}
    assert told == [(1, 1)]


def test_the_cache_holds_nothing_among_the_aips(pictures: Gallery) -> None:
    stores = Path(pictures.archive.home.path) / "stores"
    before = sorted(stores.rglob("*"))
    made(pictures)
    assert sorted(stores.rglob("*")) == before
