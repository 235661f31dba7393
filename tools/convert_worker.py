"""The process that converts and decodes pictures and sound. JSON lines in, JSON lines out.

Started by `convert` as ``python -m tools.convert_worker``. What it cannot do it answers with the
code of an error; what kills it the parent notices.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tools.sandbox import confine

if TYPE_CHECKING:
    from PIL.Image import Image

_GRACE = 2  # seconds: the parent comes first, and knows why
_LARGEST_FILE = 16 << 30
_MOST_PIXELS = 1 << 30
# Modes of Pillow whose samples TIFF 6 and libvips keep as they are.
_KEPT = frozenset({"1", "L", "RGB", "RGBA", "I;16", "CMYK"})
_ORIENTATION = 274  # TIFF 6.0 section 8

Question = Mapping[str, Any]
Answer = dict[str, Any]


class CannotError(Exception):
    """The code of an error says why not."""


def to_tiff(question: Question) -> Answer:
    """BMP, GIF or TIFF to TIFF 6.0, uncompressed or LZW, every sample as it was."""
    from PIL import Image, __version__  # noqa: PLC0415 - after `confine`

    frames = []
    with Image.open(question["source"]) as image:
        _refuse_motion(image)
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frame = _plain(image)
            frame.info.update({k: v for k, v in image.info.items() if k in ("dpi", "icc_profile")})
            frames.append(frame)
        orientation = image.getexif().get(_ORIENTATION, 1)
    options: dict[str, Any] = {"compression": {"none": "raw", "lzw": "tiff_lzw"}[question["how"]]}
    first, *others = frames
    for name in ("dpi", "icc_profile"):
        if name in first.info:
            options[name] = first.info[name]
    if orientation != 1:
        options["tiffinfo"] = {_ORIENTATION: orientation}
    if others:
        options |= {"save_all": True, "append_images": others}
    first.save(question["target"], format="TIFF", **options)
    return {"tool": "Pillow", "version": __version__}


def to_flac(question: Question) -> Answer:
    """WAV to FLAC by ffmpeg."""
    _ffmpeg(question, "-map", "0:a:0", "-c:a", "flac", "-f", "flac", "-y", question["target"])
    said = subprocess.run([question["ffmpeg"], "-version"], capture_output=True, check=True)
    return {"tool": "FFmpeg", "version": said.stdout.decode().split()[2]}


def picture(question: Question) -> Answer:
    """A digest of every frame, by one of two decoders that share no code."""
    frames = _by_vips if question["decoder"] == "libvips" else _by_pillow
    try:
        return {"digests": list(frames(question["path"]))}
    except CannotError:
        raise
    except Exception as error:  # decoders raise whatever they like at what is broken
        raise CannotError("convert.unreadable") from error


def sound(question: Question) -> Answer:
    """MD5 of the samples as 32-bit integers: shorter ones are shifted, so nothing is rounded."""
    said = _ffmpeg(
        {**question, "source": question["path"]},
        *("-map", "0:a:0", "-c:a", "pcm_s32le", "-f", "md5", "-"),
    )
    probe = subprocess.run(
        [question["ffmpeg"], "-hide_banner", "-nostdin", "-i", question["path"]],
        capture_output=True, check=False,
    )  # fmt: skip
    lines = probe.stderr.decode(errors="replace").splitlines()
    audio = next((line for line in lines if "Audio:" in line), "")
    # rate and channels: the same samples played at another speed are not the same sound
    rate = next((part.strip() for part in audio.split(",") if part.strip().endswith(" Hz")), "")
    return {"digests": [said.decode().strip(), rate]}


TASKS: dict[str, Callable[[Question], Answer]] = {
    "tiff": to_tiff,
    "flac": to_flac,
    "picture": picture,
    "sound": sound,
}


def _refuse_motion(image: Image) -> None:
    # A GIF of several frames is a film: TIFF would keep the pictures and lose their timing.
    if getattr(image, "is_animated", False) and image.format == "GIF":
        raise CannotError("convert.animated")
    if image.width * image.height > _MOST_PIXELS:
        raise CannotError("convert.too-much-memory")


def _plain(image: Image) -> Image:
    """The frame with its palette resolved. Raises CannotError for samples TIFF would change."""
    image.load()
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode not in _KEPT:
        raise CannotError("convert.unsupported")
    return image.copy()


def _by_pillow(path: str) -> Iterator[str]:
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frame = _plain(image)
            if frame.mode == "1":
                frame = frame.convert("L")
            yield _digest(frame.width, frame.height, len(frame.getbands()), frame.tobytes())


def _by_vips(path: str) -> Iterator[str]:
    import pyvips  # noqa: PLC0415

    pages = pyvips.Image.new_from_file(path)
    count = pages.get("n-pages") if pages.get_typeof("n-pages") else 1
    for number in range(count):
        page = pyvips.Image.new_from_file(path, page=number, fail_on="warning")
        yield _digest(page.width, page.height, page.bands, page.write_to_memory())


def _digest(width: int, height: int, bands: int, samples: Any) -> str:
    return f"{width}x{height}x{bands}:{hashlib.sha256(samples).hexdigest()}"


def _ffmpeg(question: Question, *words: str) -> bytes:
    # file: and nothing else: a playlist inside a "WAV" must not open other files or addresses.
    command = [
        question["ffmpeg"], "-hide_banner", "-nostdin", "-v", "error", "-xerror",
        "-protocol_whitelist", "file,pipe", "-i", question["source"], *words,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise CannotError("convert.unreadable")
    return done.stdout


def answer(tasks: Mapping[str, Callable[[Question], Answer]], question: Question) -> Answer:
    """What a task gives, or the code of an error."""
    try:
        return tasks[question["task"]](question)
    except CannotError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "convert.too-much-memory"}
    except Exception:  # noqa: BLE001 - decoders raise whatever they like at what is broken
        return {"error": "convert.unreadable"}


def main(tasks: Mapping[str, Callable[[Question], Answer]] = TASKS) -> None:
    """Answer until the input ends."""
    sandboxed = confine(written=_LARGEST_FILE)
    # A library that prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(what: Answer) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    say({"sandboxed": sandboxed})
    for line in sys.stdin.buffer:
        question = json.loads(line)
        signal.alarm(int(question["seconds"]) + _GRACE)
        found = answer(tasks, question)
        signal.alarm(0)
        say(found)


if __name__ == "__main__":
    main()
