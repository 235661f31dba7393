"""The chapter of the migration: planned, rehearsed, agreed to by a second person, run."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from administration.demo.telling import Demo, expect
from administration.demo.visiting import Visitor

PLAN = """\
name = "Bells"
reason = "FLAC holds the same sound in half the room, and says when it is damaged."

[selection]
puids = ["fmt/141"]
collection = "LF-S"

[target]
tool = "flac"
"""
SOUND = "LF-S-TON-0001"


def migration(demo: Demo, people: Mapping[str, Visitor]) -> None:
    """WAV becomes FLAC beside the original, with every sample the same."""
    demo.heading("A format is migrated, by four eyes")
    plan = demo.home / "bells.toml"
    plan.write_text(PLAN)
    demo.run("migrate", str(plan), "--dry-run")
    demo.run("migrate", str(plan))
    page = people["archivist"].see("/migrations")
    found = re.search(r'href="(/migrations/[0-9a-f-]+)"', page)
    expect(found is not None, "the migration is not on its page")
    people["archivist"].send(f"{found[1] if found else ''}/sign-off")
    demo.say("\nAn archivist, not the one who planned it, has agreed in the portal.\n")
    demo.run("migrate", str(plan))
    aip = demo.ask("show", SOUND)["aips"][0]
    expect(len(aip["generations"]) == 2, "the AIP has no second generation")
    with tempfile.TemporaryDirectory() as folder:
        demo.ask("get", aip["aip"], "-o", f"{folder}/bag")
        sound = {one.suffix: one.stat().st_size for one in Path(folder).rglob("gelaeut*")}
    expect(".wav" in sound and ".flac" in sound, "the bag does not hold both forms of the sound")
    saved = 100 - 100 * sound[".flac"] // sound[".wav"]
    demo.say(f"Its bag holds both forms now; the FLAC is {saved} % smaller, with the same samples.")
