"""Data to measure with: incompressible, the same at every run."""

from __future__ import annotations

import random
from pathlib import Path

_BLOCK = 1 << 20


def large(folder: Path, count: int, megabytes: int) -> Path:
    """``count`` files of so many megabytes of noise."""
    folder.mkdir(parents=True)
    source = random.Random(1)
    for number in range(count):
        with (folder / f"scan-{number:02d}.bin").open("wb") as out:
            for _ in range(megabytes):
                out.write(source.randbytes(_BLOCK))
    return folder


def small(folder: Path, count: int, size: int) -> Path:
    """``count`` text-like files of ``size`` bytes, a hundred to a folder."""
    source = random.Random(2)
    words = [f"Wort{n:03d}" for n in range(500)]
    for number in range(count):
        place = folder / f"{number // 100:03d}"
        place.mkdir(parents=True, exist_ok=True)
        text = " ".join(source.choices(words, k=size // 8 + 1)).encode()[:size]
        (place / f"letter-{number:05d}.txt").write_bytes(text)
    return folder
