"""IIIF Image API 3.0: every region, size, rotation and quality against pyvips' own results."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pyvips
from PIL import Image, ImageChops, ImageStat

from tests.access.viewing.gallery import HIGH, WIDE, Gallery, encoded, painting, pixels

TIF = "01 Brücke.tif"


@pytest.fixture(scope="module")
def service(open_gallery: Gallery) -> str:
    return open_gallery.image("B-1", TIF)


@pytest.fixture(scope="module")
def pyramid(open_gallery: Gallery, service: str) -> Any:
    """The access copy itself, whole."""
    assert open_gallery.public.get(f"{service}/info.json").status_code == 200
    copies = [
        path
        for path in Path(open_gallery.archive.home.cache).rglob("pyramid.tif")
        if pyvips.Image.new_from_file(str(path)).width == WIDE
    ]
    return pyvips.Image.new_from_file(str(copies[0]))


def same(one: Image.Image, other: Any, most: float) -> None:
    """Whether two pictures are alike, by the mean difference of their pixels."""
    expected = Image.open(io.BytesIO(other.pngsave_buffer())).convert("RGB")
    assert one.size == expected.size
    difference = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), expected))
    assert max(difference.mean) <= most, difference.mean


def test_the_copy_is_the_original(pyramid: Any) -> None:
    original = pyvips.Image.new_from_buffer(encoded(painting(), "PNG"), "")
    same(Image.open(io.BytesIO(original.pngsave_buffer())), pyramid, 1.5)


@pytest.mark.parametrize(
    ("region", "box"),
    [
        ("full", (0, 0, WIDE, HIGH)),
        ("square", ((WIDE - HIGH) // 2, 0, HIGH, HIGH)),
        ("0,0,512,512", (0, 0, 512, 512)),
        ("513,7,301,99", (513, 7, 301, 99)),
        ("1400,1000,512,512", (1400, 1000, 100, 100)),
        ("pct:10,20,30,40", (150, 220, 450, 440)),
        ("pct:33.333,0,66.667,100", (500, 0, 1000, HIGH)),
        ("1499,1099,1,1", (1499, 1099, 1, 1)),
    ],
)
def test_regions_are_exact(
    open_gallery: Gallery, service: str, pyramid: Any, region: str, box: tuple[int, ...]
) -> None:
    found = pixels(open_gallery.public, f"{service}/{region}/max/0/default.png")
    same(found, pyramid.crop(*box), 0.0)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("max", (1500, 1100)),
        ("750,", (750, 550)),
        (",550", (750, 550)),
        ("pct:50", (750, 550)),
        ("pct:12.5", (188, 138)),
        ("300,300", (300, 300)),
        ("!300,300", (300, 220)),
        ("!9000,9000", (1500, 1100)),
        ("^1800,", (1800, 1320)),
        ("^!2000,2000", (2000, 1467)),
        ("^pct:110", (1650, 1210)),
        ("1,", (1, 1)),
        ("^max", (4096, 3004)),
    ],
)
def test_sizes(
    open_gallery: Gallery, service: str, pyramid: Any, size: str, expected: tuple[int, int]
) -> None:
    found = pixels(open_gallery.public, f"{service}/full/{size}/0/default.png")
    assert found.size == expected
    wide, high = expected
    if wide > 1:
        same(found, pyramid.thumbnail_image(wide, height=high, size="force"), 3.0)


@pytest.mark.parametrize("mirror", ["", "!"])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_rotations_are_exact(
    open_gallery: Gallery, service: str, pyramid: Any, mirror: str, degrees: int
) -> None:
    found = pixels(
        open_gallery.public, f"{service}/100,200,300,150/max/{mirror}{degrees}/default.png"
    )
    part = pyramid.crop(100, 200, 300, 150)
    part = part.fliphor() if mirror else part
    same(found, part.rot(f"d{degrees}"), 0.0)


def test_qualities_and_formats(open_gallery: Gallery, service: str, pyramid: Any) -> None:
    part = pyramid.crop(0, 0, 200, 200)
    region = f"{service}/0,0,200,200/max/0"
    same(pixels(open_gallery.public, f"{region}/color.png"), part, 0.0)
    gray = pixels(open_gallery.public, f"{region}/gray.png")
    assert gray.mode == "L"
    same(gray, part.colourspace("b-w"), 0.0)
    bitonal = pixels(open_gallery.public, f"{region}/bitonal.png")
    assert set(bitonal.convert("L").tobytes()) <= {0, 255}
    for format, kind in (("jpg", "JPEG"), ("webp", "WEBP")):
        found = pixels(open_gallery.public, f"{region}/default.{format}")
        assert found.format == kind
        same(found, part, 3.0)


def every_tile(info: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """The addresses that section 5.5 makes of ``tiles``, and the size that each must have."""
    side = info["tiles"][0]["width"]
    for factor in info["tiles"][0]["scaleFactors"]:
        span = side * factor
        for y in range(0, info["height"], span):
            for x in range(0, info["width"], span):
                wide, high = min(span, info["width"] - x), min(span, info["height"] - y)
                to = -(-wide // factor), -(-high // factor)
                yield f"{x},{y},{wide},{high}/{to[0]},{to[1]}/0/default.jpg", *to


def test_all_tiles_make_up_the_image(open_gallery: Gallery, service: str, pyramid: Any) -> None:
    info = open_gallery.public.get(f"{service}/info.json").json()
    whole = Image.new("RGB", (WIDE, HIGH))
    for address, wide, high in every_tile(info):
        tile = pixels(open_gallery.public, f"{service}/{address}")
        assert tile.size == (wide, high), address
        x, y, across, _ = (int(number) for number in address.split("/")[0].split(","))
        if across == wide:
            whole.paste(tile, (x, y))
        # a second time: out of the cache, and the same
        again = open_gallery.public.get(f"{service}/{address}")
        assert Image.open(io.BytesIO(again.content)).tobytes() == tile.tobytes()
    same(whole, pyramid, 2.0)


def test_info_says_what_section_5_asks_for(open_gallery: Gallery, service: str) -> None:
    answer = open_gallery.public.get(f"{service}/info.json")
    info = answer.json()
    assert info["@context"] == "http://iiif.io/api/image/3/context.json"
    assert info["id"] == f"http://testserver{service}"
    assert info["type"] == "ImageService3"
    assert info["protocol"] == "http://iiif.io/api/image"
    assert info["profile"] == "level2"
    assert (info["width"], info["height"]) == (WIDE, HIGH)
    assert info["tiles"] == [{"width": 512, "scaleFactors": [1, 2, 4]}]
    for one in info["sizes"]:
        address = f"{service}/full/{one['width']},{one['height']}/0/default.jpg"
        assert pixels(open_gallery.public, address).size == (one["width"], one["height"])
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert 'level2.json>;rel="profile"' in answer.headers["link"]
    ld = open_gallery.public.get(f"{service}/info.json", headers={"accept": "application/ld+json"})
    assert ld.headers["content-type"].startswith("application/ld+json")


def test_the_base_address_leads_to_the_information(open_gallery: Gallery, service: str) -> None:
    answer = open_gallery.public.get(service)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{service}/info.json")


@pytest.mark.parametrize(
    "asked",
    [
        "full/^1000000,/0/default.jpg",
        "full/1000000,1000000/0/default.jpg",
        "full/^1000000,1000000/0/default.jpg",
        "full/^pct:100000/0/default.jpg",
        "full/^4097,/0/default.jpg",
        "full/1501,/0/default.jpg",
        "full/,1101/0/default.jpg",
        "full/pct:101/0/default.jpg",
        "full/0,/0/default.jpg",
        "full/,0/0/default.jpg",
        "full/pct:0/0/default.jpg",
        "full/,/0/default.jpg",
        "full/!300,/0/default.jpg",
        "full/!0,0/0/default.jpg",
        "full/10/0/default.jpg",
        "full/-10,/0/default.jpg",
        "full/10.5,/0/default.jpg",
        "full/full/0/default.jpg",
        "0,0,0,10/max/0/default.jpg",
        "1500,0,10,10/max/0/default.jpg",
        "0,1100,10,10/max/0/default.jpg",
        "-1,0,10,10/max/0/default.jpg",
        "0,0,10/max/0/default.jpg",
        "0,0,10,10,10/max/0/default.jpg",
        "pct:0,0,0,0/max/0/default.jpg",
        "pct:100,0,10,10/max/0/default.jpg",
        "pct:1e3,0,10,10/max/0/default.jpg",
        "whole/max/0/default.jpg",
        "99999999999999999999,0,1,1/max/0/default.jpg",
        "full/max/45/default.jpg",
        "full/max/360/default.jpg",
        "full/max/!/default.jpg",
        "full/max/-90/default.jpg",
        "full/max/0/native.jpg",
        "full/max/0/default.tif",
        "full/max/0/default.gif",
        "full/max/0/default",
        "full/max/0/default.jpg.png",
        "full/\N{ARABIC-INDIC DIGIT ONE},/0/default.jpg",
        "x" * 5000 + "/max/0/default.jpg",
    ],
)
def test_what_cannot_be_had_is_refused(open_gallery: Gallery, service: str, asked: str) -> None:
    answer = open_gallery.public.get(f"{service}/{asked}")
    assert answer.status_code == 400, asked
    assert answer.json()["code"] == "iiif.bad-request"
    assert len(answer.json()["title"]) < 300


def test_an_image_is_asked_for_again_in_vain(open_gallery: Gallery, service: str) -> None:
    address = f"{service}/0,0,512,512/512,/0/default.jpg"
    first = open_gallery.public.get(address)
    tag = first.headers["etag"]
    again = open_gallery.public.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    # two spellings of one picture are one picture
    same_one = open_gallery.public.get(f"{service}/0,0,512,512/pct:100/0/default.jpg")
    assert same_one.headers["etag"] == tag
    other = open_gallery.public.get(f"{service}/0,0,512,512/512,/90/default.jpg")
    assert other.headers["etag"] != tag
    assert f'{service}/0,0,512,512/max/0/default.jpg>;rel="canonical"' in first.headers["link"]
    head = open_gallery.public.head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_only_tiles_and_thumbnails_are_kept(open_gallery: Gallery, service: str) -> None:
    def kept() -> int:
        return sum(1 for _ in Path(open_gallery.archive.home.cache).rglob("tiles/*.jpg"))

    before = kept()
    for n in range(20):
        address = f"{service}/{n},1,100,100/{50 + n},/0/default.jpg"
        assert open_gallery.public.get(address).status_code == 200
    assert kept() == before


@pytest.mark.parametrize("path", ["02.jpg", "03.jp2"])
def test_other_kinds_of_image(open_gallery: Gallery, path: str) -> None:
    service = open_gallery.image("B-1", path)
    found = pixels(open_gallery.public, f"{service}/full/200,100/0/default.png")
    expected = painting().resize((200, 100))
    difference = ImageStat.Stat(ImageChops.difference(found.convert("RGB"), expected))
    assert max(difference.mean) < 6


@pytest.mark.parametrize("path", ["halb.tif", "halb.jp2", "leer.pdf"])
def test_broken_files_have_a_sentence(open_gallery: Gallery, path: str) -> None:
    for what in ("info.json", "full/max/0/default.jpg"):
        answer = open_gallery.public.get(f"{open_gallery.image('B-5', path)}/{what}")
        assert (answer.status_code, answer.json()["code"]) == (404, "preview.unreadable")


@pytest.mark.parametrize("path", ["glocke.wav", "lies.txt"])
def test_sound_has_no_picture(open_gallery: Gallery, path: str) -> None:
    answer = open_gallery.public.get(f"{open_gallery.image('B-6', path)}/info.json")
    assert (answer.status_code, answer.json()["code"]) == (404, "preview.none")
