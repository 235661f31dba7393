"""Pictures in the results: of open units, where they were made already, and of nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest

from access.viewing.ahead import make_for
from administration.reading import reading_of
from catalogue import aips
from model.policy import UserRole
from tests.access.viewing.gallery import Gallery

IMG = re.compile(r'<img[^>]* src="(/iiif/3/[^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)">')


@pytest.fixture
def made(open_gallery: Gallery) -> Iterator[Gallery]:
    """Every copy that can be had lies in the cache, those of closed units too."""
    archive = open_gallery.archive
    with archive.database.read() as connection:
        everything = aips.ids(connection, after=None, limit=100)
    for one in everything:
        make_for(reading_of(archive), one)
    yield open_gallery
    shutil.rmtree(archive.home.cache / "access-1", ignore_errors=True)


def shown(gallery: Gallery, role: UserRole | None = None) -> list[tuple[str, ...]]:
    client = gallery.signed_in(role) if role else gallery.public
    page = client.get("/search")
    assert page.status_code == 200
    return IMG.findall(page.text)


def test_open_units_show_their_first_open_picture(made: Gallery) -> None:
    found = {alt: (address, wide, high) for address, wide, high, alt in shown(made)}
    address, wide, high = found["First picture of: Album der Brücke"]
    assert address.startswith(made.image("B-1", "01 Brücke.tif"))
    assert (wide, high) == ("400", "293")
    picture = made.public.get(address)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert set(found) == {
        f"First picture of: {title}"
        for title in ("Album der Brücke", "Plan als PDF", "Ein Blatt mit Text")
    }


def test_closed_units_show_none_to_anybody(made: Gallery) -> None:
    staff = shown(made, UserRole.ARCHIVIST)
    leaf = made.leaf("B-3", "akte.png")
    assert staff
    assert not [one for one in staff if leaf in one[0] or "privat" in one[3]]
    # the staff may see the picture itself: it is the list that does not show it
    assert made.signed_in(UserRole.ARCHIVIST).get(f"/iiif/3/{leaf}/info.json").status_code == 200


def test_what_was_not_made_is_not_waited_for(open_gallery: Gallery) -> None:
    shutil.rmtree(open_gallery.archive.home.cache / "access-1", ignore_errors=True)
    assert shown(open_gallery) == []
    assert not (open_gallery.archive.home.cache / "access-1").exists()
