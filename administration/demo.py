"""The story that `make demo` tells: a small archive from its founding to a healed copy.

Every chapter runs the real commands in this one process, shows what they print, and checks what
they did. If anything is not as the story says, it ends there and the exit code is not 0.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.rule import Rule

from administration.cli import main as muniment
from administration.home import Home

PLACE = Path("demo-archive")
MARKER = "this-is-the-demo"
TITLE = "Stadtarchiv Lindenfurt"
QUESTION = "Hochwasser"
DAMAGED_STORE = "south"


class StoryBroken(Exception):
    """Something is not as the story says."""


@dataclass
class Demo:
    """One telling of the story, in ``home``."""

    home: Path
    console: Console = field(default_factory=lambda: Console(highlight=False))
    chapter: int = 0

    def heading(self, text: str) -> None:
        """A new chapter begins."""
        self.chapter += 1
        self.console.print()
        self.console.print(Rule(f"{self.chapter}. {text}", align="left", style="dim"))

    def run(self, *words: str, ends: int = 0) -> None:
        """Show a command and what it prints; it must end with exit code ``ends``."""
        shown = " ".join(f'"{w}"' if " " in w else w for w in words)
        self.console.print(f"[dim]$[/dim] [bold]muniment {shown}[/bold]\n", soft_wrap=True)
        code = muniment([*words, "--home", str(self.home)])
        expect(code == ends, f"`muniment {shown}` ended with {code}, not with {ends}")

    def ask(self, *words: str, ends: int = 0) -> dict[str, Any]:
        """The JSON document that a command answers with, unseen by the spectator."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = muniment([*words, "--json", "--home", str(self.home)])
        expect(code == ends, f"`muniment {words[0]}` ended with {code}: {err.getvalue()}")
        document: dict[str, Any] = json.loads(out.getvalue())
        return document

    def say(self, sentence: str) -> None:
        """A sentence between two commands."""
        self.console.print(sentence, markup=False, soft_wrap=True)


def expect(holds: bool, otherwise: str) -> None:
    """The story goes on only while it is true."""
    if not holds:
        raise StoryBroken(otherwise)


def tell(demo: Demo) -> None:
    """The whole story."""
    demo.heading("An archive is founded")
    demo.run("init", "--title", TITLE)
    (demo.home / MARKER).write_text("`make demo` removes this folder and makes it anew.\n")

    demo.heading("A collection and a gift arrive")
    delivery = demo.home / "delivery"
    demo.say(f"Both are drawn by this project; the originals are in {delivery}.\n")
    draw(delivery)
    demo.run("ingest", str(delivery / "collection"), str(delivery / "bag"))
    known = demo.ask("ingest", str(delivery / "bag"))["results"]
    expect([r["status"] for r in known] == ["known"], "the same bag again is not known")
    demo.say("The same bag again is known, and nothing is stored twice.")

    demo.heading("A reader looks for something")
    demo.run("search", QUESTION, "--limit", "3")
    hits = demo.ask("search", QUESTION, "--digital")["hits"]
    expect(bool(hits), f"nothing digital was found for {QUESTION}")
    unit = demo.ask("show", hits[0]["id"])
    demo.run("show", unit["refcode"])

    demo.heading("One file is fetched back, verified on the way")
    aip, file = unit["aips"][0], unit["aips"][0]["files"][0]
    _fetch(demo, aip["aip"], file)

    demo.heading("One bit flips in one copy")
    damaged = _flip_a_bit(demo.home / "stores" / DAMAGED_STORE, aip["aip"])
    demo.say(f"One bit was changed in {damaged}.\n")
    demo.run("verify", ends=1)
    expect(_states(demo, aip["aip"])[DAMAGED_STORE] == "altered", "verify missed the bit")

    demo.heading("The damaged copy is healed from the good one")
    demo.run("repair")
    demo.run("verify", "--deep")
    expect(set(_states(demo, aip["aip"]).values()) == {"intact"}, "the copy was not healed")

    demo.heading("The ledger has seen it all")
    demo.run("events", aip["aip"])
    demo.run("ledger", "verify")


def _fetch(demo: Demo, aip: str, file: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / Path(file["path"]).name
        demo.run("get", aip, file["path"], "-o", str(target))
        digest = hashlib.sha512(target.read_bytes()).hexdigest()
        expect(digest == file["sha512"], f"{file['path']} is not the file that was stored")
        demo.say(f"Its SHA-512 is the one in the catalogue: {digest[:32]}…")


def _states(demo: Demo, aip: str) -> dict[str, str]:
    copies = demo.ask("show", aip)["aips"][0]["copies"]
    return {copy["store"]: copy["status"] for copy in copies}


def _flip_a_bit(store: Path, aip: str) -> Path:
    objects = sorted(store.glob(f"aip/*/*/{aip}/*.zip"))
    expect(bool(objects), f"{store} holds no object of {aip}")
    target = objects[0]
    target.chmod(target.stat().st_mode | stat.S_IWUSR)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 0b0000_1000
    target.write_bytes(content)
    return target


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


def draw(out: Path) -> None:
    """The demo collection, drawn anew; it comes out alike every time."""
    subprocess.run([sys.executable, "-m", "demo.draw", str(out)], check=True)


def main() -> int:
    """Tell the story in ./demo-archive."""
    demo, began = Demo(PLACE), time.monotonic()
    os.environ.pop("MUNIMENT_HOME", None)
    try:
        clear(demo.home)
        tell(demo)
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


if __name__ == "__main__":
    sys.exit(main())
