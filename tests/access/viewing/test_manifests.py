"""IIIF Presentation API 3.0: a unit's manifest against the rules of the specification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.viewing.gallery import Gallery, pixels

# Presentation API 3.0, appendix A: what each kind of resource must have.
REQUIRED = {
    "Manifest": {"id", "type", "label", "items"},
    "Canvas": {"id", "type", "items"},
    "AnnotationPage": {"id", "type"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "Image": {"id", "type", "format"},
    "ImageService3": {"id", "type", "profile"},
    "Agent": {"id", "type", "label"},
    "Text": {"id", "type", "format"},
    "Dataset": {"id", "type", "format"},
}
# What may stand in each: anything else is a spelling mistake that viewers pass over in silence.
ALLOWED = {
    "Manifest": {
        "@context", "metadata", "summary", "requiredStatement", "rights", "provider", "homepage",
        "seeAlso",
    },
    "Canvas": {"label", "height", "width", "thumbnail", "rendering"},
    "AnnotationPage": {"items"},
    "Annotation": set(),
    "Image": {"height", "width", "service", "label"},
    "ImageService3": set(),
    "Agent": {"homepage"},
    "Text": {"label"},
    "Dataset": {"label"},
}  # fmt: skip
LANGUAGE_MAPS = ("label", "summary", "value")


def resources(one: Any) -> Iterator[dict[str, Any]]:
    if isinstance(one, dict):
        if "type" in one:
            yield one
        for value in one.values():
            yield from resources(value)
    if isinstance(one, list):
        for value in one:
            yield from resources(value)


@pytest.fixture(scope="module")
def manifest(open_gallery: Gallery) -> dict[str, Any]:
    answer = open_gallery.public.get(open_gallery.manifest("B-1"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == (
        'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    )
    document: dict[str, Any] = answer.json()
    return document


def test_every_resource_has_what_it_must_and_nothing_else(manifest: dict[str, Any]) -> None:
    for one in resources(manifest):
        keys = set(one)
        assert REQUIRED[one["type"]] <= keys, one
        assert keys <= REQUIRED[one["type"]] | ALLOWED[one["type"]], one
        assert re.match(r"http://testserver/", one["id"]), one["id"]
        for name in LANGUAGE_MAPS:
            if name in one:
                assert all(isinstance(text, list) for text in one[name].values()), one[name]


def test_the_manifest_itself(open_gallery: Gallery, manifest: dict[str, Any]) -> None:
    assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert manifest["id"] == f"http://testserver{open_gallery.manifest('B-1')}"
    assert manifest["label"] == {"none": ["Album der Brücke"]}
    labels = [entry["label"]["de"][0] for entry in manifest["metadata"]]
    assert labels == ["Signatur", "Laufzeit", "Nutzungsrechte"]
    assert manifest["requiredStatement"]["value"] == {"none": ["Stadtarchiv Musterfurt, B-1"]}
    assert "rights" not in manifest  # “Gemeinfrei” is no address of a licence


def test_ids_are_unique_and_targets_are_their_canvases(manifest: dict[str, Any]) -> None:
    structure = ("Manifest", "Canvas", "AnnotationPage", "Annotation")
    ids = [one["id"] for one in resources(manifest) if one["type"] in structure]
    assert len(ids) == len(set(ids))
    for canvas in manifest["items"]:
        assert "#" not in canvas["id"]  # section 5.3
        (page,) = canvas["items"]
        (annotation,) = page["items"]
        assert annotation["motivation"] == "painting"
        assert annotation["target"] == canvas["id"]


def test_canvases_are_the_open_images_in_order(manifest: dict[str, Any]) -> None:
    assert [canvas["label"]["none"] for canvas in manifest["items"]] == [
        ["01 Brücke.tif"], ["02.jpg"], ["03.jp2"],
    ]  # fmt: skip
    assert [(c["width"], c["height"]) for c in manifest["items"]] == [
        (1500, 1100), (640, 480), (300, 200),
    ]  # fmt: skip


def test_what_it_names_is_there(open_gallery: Gallery, manifest: dict[str, Any]) -> None:
    for one in resources(manifest):
        if one["type"] in ("Canvas", "AnnotationPage", "Annotation", "Agent"):
            continue
        address = one["id"].removeprefix("http://testserver")
        if one["type"] == "ImageService3":
            info = open_gallery.public.get(f"{address}/info.json").json()
            assert info["id"] == one["id"]
            assert info["type"] == one["type"]
            continue
        answer = open_gallery.public.get(address)
        assert answer.status_code == 200, address
        if "width" in one:
            image = pixels(open_gallery.public, address)
            assert image.size == (one["width"], one["height"])
        if one["type"] in ("Image", "Dataset"):
            assert answer.headers["content-type"].startswith(one["format"])


def test_a_pdf_is_leafed_through_by_page(open_gallery: Gallery) -> None:
    document = open_gallery.public.get(open_gallery.manifest("B-4")).json()
    assert [canvas["label"]["none"][0] for canvas in document["items"]] == [
        "plan.pdf, 1", "plan.pdf, 2", "plan.pdf, 3",
    ]  # fmt: skip
    for canvas in document["items"]:
        found = pixels(
            open_gallery.public, canvas["thumbnail"][0]["id"].removeprefix("http://testserver")
        )
        assert found.size == (300, 400)
        assert found.convert("L").histogram()[0] > 0  # something is written on it


def test_sound_is_named_as_it_is_for_want_of_its_duration(open_gallery: Gallery) -> None:
    document = open_gallery.public.get(open_gallery.manifest("B-7")).json()
    assert [canvas["label"]["none"][0] for canvas in document["items"]] == ["seite.png"]
    (recording,) = document["rendering"]
    assert (recording["type"], recording["label"]) == ("Sound", {"none": ["vorgelesen.wav"]})
    answer = open_gallery.public.get(recording["id"].removeprefix("http://testserver"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == recording["format"]


@pytest.mark.parametrize("refcode", ["B-5", "B-6", "B"])
def test_what_has_no_pages_has_no_manifest(open_gallery: Gallery, refcode: str) -> None:
    answer = open_gallery.public.get(open_gallery.manifest(refcode))
    assert (answer.status_code, answer.json()["code"]) == (404, "iiif.no-pages")


@pytest.mark.parametrize("unit", ["x", "01900000-0000-7000-8000-000000000000", "%2e%2e"])
def test_no_manifest_of_what_is_not_there(open_gallery: Gallery, unit: str) -> None:
    answer = open_gallery.public.get(f"/iiif/presentation/{unit}/manifest")
    assert answer.status_code == 404
