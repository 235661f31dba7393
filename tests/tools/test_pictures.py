"""Converters that hang, lie, crash or want 10 GB, and files that are broken."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tools.pictures import Fault, Faulty, Picture, Pictures
from tools.worker import Worker

POISONED = "tests.tools.poisoned_pictures"
PART = Picture((0, 0, 50, 50), (50, 50), False, 0, "default", "jpg")


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    opened = Pictures()
    yield opened
    opened.close()


@pytest.fixture
def poisoned() -> Iterator[Pictures]:
    opened = Pictures(seconds=4, module=POISONED)
    yield opened
    opened.close()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    place = tmp_path / "photograph"
    Image.radial_gradient("L").resize((900, 700)).save(place, "TIFF")
    return place


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("hang", Fault.LATE),
        ("greedy", Fault.MEMORY),
        ("crash", Fault.CRASHED),
        ("leave", Fault.CRASHED),
        ("half", Fault.BROKEN_COPY),
        ("empty", Fault.BROKEN_COPY),
        ("nothing", Fault.BROKEN_COPY),
        ("lies", Fault.BROKEN_COPY),
        ("nonsense", Fault.BROKEN_COPY),
        ("telephone", Fault.UNREADABLE),
    ],
)
def test_a_converter_that_goes_wrong(
    poisoned: Pictures, tmp_path: Path, photograph: Path, word: str, fault: Fault
) -> None:
    source = tmp_path / "source"
    source.write_text(f"{word}\n")
    began = time.monotonic()
    with pytest.raises(Faulty) as raised:
        poisoned.derive(source, "image", 1, tmp_path / "target.tif")
    assert raised.value.fault is fault
    assert time.monotonic() - began < 30
    # the next file meets a healthy one
    assert poisoned.derive(photograph, "image", 1, tmp_path / "next.tif") == (900, 700)


def test_a_copy_is_cut_while_a_converter_hangs(
    poisoned: Pictures, tmp_path: Path, photograph: Path
) -> None:
    pyramid = tmp_path / "pyramid.tif"
    poisoned.derive(photograph, "image", 1, pyramid)
    source = tmp_path / "source"
    source.write_text("hang\n")

    def wait() -> None:
        with pytest.raises(Faulty):
            poisoned.derive(source, "image", 1, tmp_path / "target.tif")

    hanging = threading.Thread(target=wait)
    hanging.start()
    began = time.monotonic()
    for _ in range(5):
        assert poisoned.render(pyramid, PART).startswith(b"\xff\xd8")
    assert time.monotonic() - began < 3
    hanging.join()


def test_a_damaged_copy_is_no_picture(pictures: Pictures, tmp_path: Path, photograph: Path) -> None:
    pyramid = tmp_path / "pyramid.tif"
    pictures.derive(photograph, "image", 1, pyramid)
    pyramid.write_bytes(pyramid.read_bytes()[:3000])
    with pytest.raises(Faulty):
        pictures.render(pyramid, PART)


def test_the_workers_have_no_network() -> None:
    worker = Worker("tools.pictures_worker")
    try:
        assert worker.hello() == {"sandboxed": True}
    finally:
        worker.close()


@pytest.mark.parametrize("format", ["TIFF", "PNG", "JPEG", "BMP", "GIF", "WEBP", "JPEG2000"])
def test_formats(pictures: Pictures, tmp_path: Path, format: str) -> None:
    place = tmp_path / "image"
    Image.radial_gradient("L").convert("RGB").save(place, format)
    assert pictures.survey(place, "image") == [(256, 256)]
    assert pictures.derive(place, "image", 1, tmp_path / "target.tif") == (256, 256)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_modes(pictures: Pictures, tmp_path: Path, mode: str) -> None:
    place = tmp_path / "image"
    Image.new(mode, (300, 200)).save(place, "TIFF")
    target = tmp_path / "target.tif"
    assert pictures.derive(place, "image", 1, target) == (300, 200)
    whole = Picture((0, 0, 300, 200), (300, 200), False, 0, "default", "png")
    assert pictures.render(target, whole).startswith(b"\x89PNG")


def test_what_lies_on_its_side_is_set_upright(pictures: Pictures, tmp_path: Path) -> None:
    place = tmp_path / "image"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 200)).save(place, "JPEG", exif=exif)
    assert pictures.survey(place, "image") == [(200, 300)]
    assert pictures.derive(place, "image", 1, tmp_path / "target.tif") == (200, 300)


def test_pages_of_a_tiff(pictures: Pictures, tmp_path: Path) -> None:
    place = tmp_path / "image"
    pages = [Image.new("L", size) for size in ((300, 200), (100, 120), (90, 90))]
    pages[0].save(place, "TIFF", save_all=True, append_images=pages[1:])
    assert pictures.survey(place, "image") == [(300, 200), (100, 120), (90, 90)]
    assert pictures.derive(place, "image", 2, tmp_path / "target.tif") == (100, 120)


def test_a_pyramid_is_one_page(pictures: Pictures, tmp_path: Path, photograph: Path) -> None:
    pyramid = tmp_path / "pyramid.tif"
    pictures.derive(photograph, "image", 1, pyramid)
    assert pictures.survey(pyramid, "image") == [(900, 700)]


def fault_of(pictures: Pictures, place: Path, kind: str, folder: Path) -> Fault | None:
    try:
        pictures.survey(place, kind)
        pictures.derive(place, kind, 1, folder / "target.tif")
    except Faulty as faulty:
        return faulty.fault
    return None


@pytest.mark.parametrize("cut", [0.0, 0.001, 0.05, 0.3, 0.9])
@pytest.mark.parametrize("format", ["TIFF", "PNG", "JPEG", "JPEG2000", "WEBP"])
def test_what_was_cut_off_has_no_preview(
    pictures: Pictures, tmp_path: Path, format: str, cut: float
) -> None:
    place = tmp_path / "image"
    Image.effect_noise((800, 600), 60).convert("RGB").save(place, format)
    data = place.read_bytes()
    place.write_bytes(data[: int(len(data) * cut)])
    assert fault_of(pictures, place, "image", tmp_path) is Fault.UNREADABLE


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "kind", "fault"),
    [
        ("tiff-examples/old-style-jpeg-compression/old-style-jpeg-compression.tif", "image",
         Fault.UNREADABLE),
        ("jp2/balloon.jpm", "image", Fault.UNREADABLE),
        ("pdf-horrors/encryption_openpassword.pdf", "pdf", Fault.ENCRYPTED),
        ("pdf-horrors/fileAttachment.doc", "pdf", Fault.UNREADABLE),
    ],
)  # fmt: skip
def test_real_files_that_nobody_can_open(
    pictures: Pictures, shared: Path, tmp_path: Path, name: str, kind: str, fault: Fault
) -> None:
    place = shared / "corpus/formats" / name
    assert fault_of(pictures, place, kind, tmp_path) is fault


@pytest.mark.shared
@pytest.mark.parametrize("name", ["balloon.jp2", "balloon.jpf", "balloon.j2c"])
def test_real_jpeg_2000(pictures: Pictures, shared: Path, tmp_path: Path, name: str) -> None:
    place = shared / "corpus/formats/jp2" / name
    assert pictures.derive(place, "image", 1, tmp_path / "target.tif") == (2717, 3701)


def test_a_bomb_is_too_large(pictures: Pictures, tmp_path: Path) -> None:
    place = tmp_path / "bomb"
    # a PNG that says it has ten thousand million pixels
    Image.new("1", (1, 1)).save(place, "PNG")
    data = bytearray(place.read_bytes())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    place.write_bytes(data)
    with pytest.raises(Faulty) as raised:
        pictures.derive(place, "image", 1, tmp_path / "target.tif")
    assert raised.value.fault in (Fault.TOO_LARGE, Fault.UNREADABLE)
