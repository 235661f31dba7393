"""Converting a file to another format, and proving that nothing was lost on the way.

The tool that converts is not believed: what it wrote is decoded, in another process and for
pictures by another decoder, and must give the same samples as the original.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from model.errors import MunimentError
from tools.worker import Worker, WorkerDiedError

Target = Literal["tiff", "flac"]
EXTENSIONS: Mapping[Target, str] = {"tiff": ".tif", "flac": ".flac"}
COMPRESSIONS: Mapping[Target, tuple[str, ...]] = {"tiff": ("none", "lzw"), "flac": ("flac",)}


@dataclass(frozen=True, slots=True)
class Recipe:
    """To what, how compressed, and how long a file may take."""

    target: Target
    compression: str
    seconds: float = 300


@dataclass(frozen=True, slots=True)
class Converted:
    """What did it, and the digests of the frames or samples that both files give."""

    tool: str
    version: str
    digests: tuple[str, ...]


class Converter:
    """A context manager over the process that converts and the one that judges."""

    def __init__(self, module: str = "tools.convert_worker") -> None:
        self._maker = Worker(module)
        self._judge = Worker("tools.convert_worker")

    def __enter__(self) -> Converter:
        return self

    def __exit__(self, *_: object) -> None:
        self._maker.close()
        self._judge.close()

    def convert(self, source: Path, target: Path, recipe: Recipe) -> Converted:
        """Write ``target`` and compare. Raises `convert.*`; what was written is not to be used."""
        program = _ffmpeg() if recipe.target == "flac" else ""
        made = _ask(
            self._maker,
            {
                "task": recipe.target,
                "source": str(source),
                "target": str(target),
                "how": recipe.compression,
                "ffmpeg": program,
            },
            recipe.seconds,
        )
        wanted = self._digests(source, recipe, program, "Pillow")
        try:
            found = self._digests(target, recipe, program, "libvips")
        except MunimentError as error:
            if error.code in ("convert.unreadable", "convert.unsupported"):
                raise MunimentError("convert.broken-result") from error
            raise
        if found != wanted:
            raise MunimentError("convert.not-the-same")
        return Converted(str(made.get("tool")), str(made.get("version")), found)

    def _digests(self, path: Path, recipe: Recipe, program: str, decoder: str) -> tuple[str, ...]:
        task = "sound" if recipe.target == "flac" else "picture"
        question = {"task": task, "path": str(path), "decoder": decoder, "ffmpeg": program}
        return tuple(_ask(self._judge, question, recipe.seconds)["digests"])


def _ask(worker: Worker, question: dict[str, Any], seconds: float) -> dict[str, Any]:
    try:
        answer = worker.ask({**question, "seconds": seconds}, seconds)
    except WorkerDiedError as died:
        if died.late:
            raise MunimentError("convert.too-slow", seconds=int(seconds)) from died
        raise MunimentError("convert.crashed") from died
    if "error" in answer:
        raise MunimentError(str(answer["error"]))
    return answer


def _ffmpeg() -> str:
    """The ffmpeg of the system, or the one that imageio-ffmpeg brings. Raises `tool-missing`."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415 - an extra
    except ImportError:
        raise MunimentError("convert.tool-missing", tool="ffmpeg") from None
    return str(imageio_ffmpeg.get_ffmpeg_exe())
