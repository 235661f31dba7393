"""Converting is believed only when the result decodes to the same samples."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from model.errors import MunimentError
from tools.convert import Converter, Recipe

TIFF, LZW, FLAC = Recipe("tiff", "none", 60), Recipe("tiff", "lzw", 60), Recipe("flac", "flac", 60)


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter() as opened:
        yield opened


def noise(mode: str = "RGB") -> Image.Image:
    image = Image.effect_noise((60, 40), 60).convert("RGB")
    image.paste((200, 10, 10), (5, 5, 20, 20))
    return image.convert(mode)


def sound(path: Path, width: int = 2, rate: int = 44_100) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(bytes(range(256)) * 12 * width)
    return path


@pytest.mark.parametrize("recipe", [TIFF, LZW])
@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.bmp", "RGB"), ("a.bmp", "L"), ("a.bmp", "1"), ("a.bmp", "P"), ("a.gif", "P"),
     ("a.tif", "RGB"), ("a.tif", "1"), ("a.tif", "CMYK"), ("a.tif", "RGBA")],
)  # fmt: skip
def test_every_sample_stays(
    converter: Converter, tmp_path: Path, name: str, mode: str, recipe: Recipe
) -> None:
    source, target = tmp_path / name, tmp_path / "out.tif"
    noise(mode).save(source)
    made = converter.convert(source, target, recipe)
    assert made.tool == "Pillow"
    with Image.open(target) as after, Image.open(source) as before:
        assert after.format == "TIFF"
        assert after.info["compression"] == ("raw" if recipe is TIFF else "tiff_lzw")
        assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_all_pages_and_resolution_stay(converter: Converter, tmp_path: Path) -> None:
    source, target = tmp_path / "a.tif", tmp_path / "out.tif"
    pages = [noise(), noise().rotate(90), noise("RGB")]
    pages[0].save(source, save_all=True, append_images=pages[1:], dpi=(300, 300))
    assert len(converter.convert(source, target, TIFF).digests) == 3
    with Image.open(target) as after:
        assert getattr(after, "n_frames", 1) == 3
        assert round(after.info["dpi"][0]) == 300


@pytest.mark.parametrize("width", [2, 3])
def test_every_sample_of_sound_stays(converter: Converter, tmp_path: Path, width: int) -> None:
    target = tmp_path / "out.flac"
    made = converter.convert(sound(tmp_path / "a.wav", width), target, FLAC)
    assert made.tool == "FFmpeg"
    assert made.version
    assert target.read_bytes()[:4] == b"fLaC"


def test_more_than_the_target_holds_is_no_conversion(converter: Converter, tmp_path: Path) -> None:
    """FLAC of our ffmpeg has 24 bits: of 32 it would drop the last eight."""
    with pytest.raises(MunimentError) as caught:
        converter.convert(sound(tmp_path / "a.wav", 4), tmp_path / "out.flac", FLAC)
    assert caught.value.code == "convert.not-the-same"


def test_what_moves_is_refused(converter: Converter, tmp_path: Path) -> None:
    source = tmp_path / "a.gif"
    noise("P").save(source, save_all=True, append_images=[noise("P").rotate(90)])
    with pytest.raises(MunimentError) as caught:
        converter.convert(source, tmp_path / "out.tif", TIFF)
    assert caught.value.code == "convert.animated"


@pytest.mark.parametrize("cut", [0, 10, 300])
def test_broken_pictures(converter: Converter, tmp_path: Path, cut: int) -> None:
    source = tmp_path / "a.bmp"
    noise().save(source)
    source.write_bytes(source.read_bytes()[:cut])
    with pytest.raises(MunimentError) as caught:
        converter.convert(source, tmp_path / "out.tif", TIFF)
    assert caught.value.code == "convert.unreadable"


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("hang", "convert.too-slow"),
        ("crash", "convert.crashed"),
        ("memory", "convert.too-much-memory"),
        ("broken", "convert.broken-result"),
        ("nothing", "convert.broken-result"),
    ],
)
def test_a_tool_that_misbehaves(tmp_path: Path, deed: str, code: str) -> None:
    source, target = tmp_path / "a.pgm", tmp_path / "out.tif"
    head = f"P5\n# {deed}!\n60 40\n255\n".encode()
    source.write_bytes(head + noise("L").tobytes())
    begun = time.monotonic()
    with Converter("tests.preservation.bad_tool") as converter:
        with pytest.raises(MunimentError) as caught:
            converter.convert(source, target, Recipe("tiff", "none", 5))
        assert caught.value.code == code
        assert caught.value.message("de")
    assert time.monotonic() - begun < 30
