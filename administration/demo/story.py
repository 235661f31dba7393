"""The story that `make demo` tells: a small archive from its founding to a delivery with proof.

Every chapter runs the real commands in this one process, shows what they print, and checks what
they did. If anything is not as the story says, it ends there and the exit code is not 0.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from administration.demo.chapters import CHAPTERS, MARKER
from administration.demo.telling import Demo, StoryBroken, expect
from administration.home import Home

PLACE = Path("demo-archive")


def clear(home: Path) -> None:
    """Remove what an earlier demo left; refuse to touch anything else."""
    if not home.exists():
        return
    unfinished = Home(home).founding.exists()
    ours = (home / MARKER).exists() or unfinished or not any(home.iterdir())
    expect(ours, f"{home} is not a demo archive: remove it yourself, or work elsewhere")

    def writable_first(function: Callable[..., Any], path: str, _: object) -> None:
        Path(path).parent.chmod(0o700)
        Path(path).chmod(0o700)
        function(path)

    shutil.rmtree(home, onerror=writable_first)


def main() -> int:
    """Tell the story in ./demo-archive."""
    demo, began = Demo(PLACE), time.monotonic()
    os.environ.pop("MUNIMENT_HOME", None)
    try:
        clear(demo.home)
        for chapter in CHAPTERS:
            chapter(demo)
    except (StoryBroken, subprocess.CalledProcessError) as broken:
        print(f"\nThe demo broke: {broken}", file=sys.stderr)
        return 1
    demo.heading("Where to go on")
    demo.say(
        f"The archive is in ./{demo.home}; the story took {time.monotonic() - began:.1f} seconds.\n"
        "  make serve                        opens the portal, with a sign-in link for each role\n"
        f"  .venv/bin/muniment --help         everything else; add --home {demo.home}"
    )
    return 0
