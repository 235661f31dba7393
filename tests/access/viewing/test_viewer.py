"""The viewer: what can be shown is shown, what cannot says why, and closed stays closed."""

from __future__ import annotations

import pytest

from model.policy import UserRole
from tests.access.viewing.gallery import Gallery


def test_an_image_is_whole_without_a_script(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-1"))
    assert page.status_code == 200, page.text
    service = open_gallery.image("B-1", "01 Brücke.tif")
    assert f'src="{service}/full/1200,880/0/default.jpg"' in page.text
    assert f'data-image="{service}/info.json"' in page.text
    assert open_gallery.public.get(f"{service}/full/1200,880/0/default.jpg").status_code == 200
    # the neighbours, as links
    assert open_gallery.leaf("B-1", "02.jpg") in page.text
    assert open_gallery.manifest("B-1") in page.text
    assert "Gemeinfrei" in page.text


def test_leaves_are_turned(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-1", "02.jpg"))
    assert "2 of 3" in page.text
    assert f'rel="next" href="{open_gallery.view("B-1", "03.jp2")}"' in page.text


def test_a_closed_leaf_is_not_in_an_open_album(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-1")).text
    assert open_gallery.leaf("B-1", "privat.png") not in page
    unit = open_gallery.public.get(f"/unit/{open_gallery.id('B-1')}").text
    assert open_gallery.leaf("B-1", "privat.png") not in unit
    assert open_gallery.leaf("B-1", "01 Brücke.tif") in unit


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("halb.tif", "There is no preview of halb.tif: it is damaged"),
        ("halb.jp2", "There is no preview of halb.jp2: it is damaged"),
        ("leer.pdf", "There is no preview of leer.pdf: it is damaged"),
    ],
)
def test_what_is_broken_says_so_and_the_original_stays(
    open_gallery: Gallery, path: str, sentence: str
) -> None:
    page = open_gallery.public.get(open_gallery.view("B-5", path))
    assert page.status_code == 200
    assert sentence in page.text
    assert "The original can be downloaded as it is." in page.text
    assert open_gallery.public.get(open_gallery.file("B-5", path)).status_code == 200


def test_a_pdf_has_pages_with_text(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-4", "plan.pdf", 2))
    assert page.status_code == 200
    assert "Blatt 2 des Plans" in page.text
    assert "2 of 3" in page.text
    assert "#page=2" in page.text


def test_a_page_that_is_not_there(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-4", "plan.pdf", 4))
    assert "plan.pdf has no page 4; it has 3." in page.text
    info = open_gallery.public.get(f"{open_gallery.image('B-4', 'plan.pdf', 4)}/info.json")
    assert (info.status_code, info.json()["code"]) == (404, "preview.no-page")


def test_sound_and_text(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-6")).text
    assert "<audio" in page
    text = open_gallery.public.get(open_gallery.view("B-6", "lies.txt")).text
    assert "Glockenklang, größer &lt;b&gt;" in text
    assert "<b>" not in text


def test_text_stands_beside_its_image(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(open_gallery.view("B-7", "seite.png")).text
    assert "Erſte Zeile &lt;b&gt;" in page
    assert 'data-box="0.10000,0.10000,0.50000,0.05000"' in page


@pytest.mark.parametrize("refcode", ["B-2", "B-3"])
def test_closed_units_have_no_viewer_but_a_sentence(open_gallery: Gallery, refcode: str) -> None:
    page = open_gallery.public.get(open_gallery.view(refcode))
    assert page.status_code in (403, 404)
    assert "<img" not in page.text


@pytest.mark.parametrize(
    "leaf",
    ["", "x", "..", "0192.YQ", "%00", "a" * 9000, "01900000-0000-7000-8000-000000000000.YQ.1"],
)
def test_nonsense_for_a_leaf_is_not_found(open_gallery: Gallery, leaf: str) -> None:
    page = open_gallery.public.get(f"/unit/{open_gallery.id('B-1')}/view?leaf={leaf}")
    assert page.status_code == 404


def test_a_leaf_of_another_unit_is_not_shown_in_this_one(open_gallery: Gallery) -> None:
    leaf = open_gallery.leaf("B-7", "seite.png")
    page = open_gallery.public.get(f"/unit/{open_gallery.id('B-1')}/view?leaf={leaf}")
    assert page.status_code == 404


def test_a_unit_with_nothing_to_show(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(f"/unit/{open_gallery.id('B')}/view")
    assert page.status_code in (200, 404)


def test_staff_see_what_is_closed_and_it_is_told(open_gallery: Gallery) -> None:
    archivist = open_gallery.signed_in(UserRole.ARCHIVIST)
    page = archivist.get(open_gallery.view("B-3"))
    assert page.status_code == 200
    assert "Closed to the public" in page.text
    assert page.headers["cache-control"] == "private, no-store"


def test_in_german(open_gallery: Gallery) -> None:
    page = open_gallery.public.get(
        open_gallery.view("B-5", "halb.tif"), headers={"accept-language": "de"}
    )
    assert "Von halb.tif gibt es keine Vorschau: sie ist beschädigt" in page.text
