"""The chapters of the demo's story."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from administration.demo.migrating import migration
from administration.demo.ordering import order
from administration.demo.telling import Demo, expect
from administration.demo.visiting import portal
from administration.home import Home

MARKER = "this-is-the-demo"
TITLE = "Stadtarchiv Lindenfurt"
QUESTION = "Hochwasser"
DAMAGED_STORE = "south"
VISITORS = {
    "hours = {}": (
        'hours = { mon = "09:00-16:00", tue = "09:00-16:00", wed = "09:00-12:30", '
        'thu = "12:00-18:00" }'
    ),
    "closed_on = []": "closed_on = [2026-12-23, 2026-12-24, 2026-12-28, 2026-12-29, 2026-12-30]",
    "address = []": (
        'address = ["Stadtarchiv Lindenfurt", "Altes Zeughaus, Am Markt 3", "99999 Lindenfurt"]'
    ),
    'mail = ""': 'mail = "lesesaal@lindenfurt.example"',
    'telephone = ""': 'telephone = "0999 123-450"',
    "way = {}": (
        'way = { de = "Vom Bahnhof zehn Minuten zu Fuß, oder Bus 2 bis Altes Zeughaus. Der Eingang '
        'im Hof hat keine Stufen.", en = "Ten minutes on foot from the station, or bus 2 to Altes '
        'Zeughaus. The entrance in the courtyard has no steps." }'
    ),
    "bring = {}": (
        'bring = { de = "Bleistift und Papier oder ein Notebook. Mäntel und Taschen bleiben im '
        'Schließfach (1 Euro).", en = "Pencil and paper or a notebook computer. Coats and bags '
        'stay in a locker (1 euro)." }'
    ),
}
"""What settings.toml says to visitors, instead of nothing."""


def founding(demo: Demo) -> None:
    """An archive where there was none."""
    demo.heading("An archive is founded")
    demo.run("init", "--title", TITLE)
    (demo.home / MARKER).write_text("`make demo` removes this folder and makes it anew.\n")
    _open_to_visitors(Home(demo.home).settings)


def arrival(demo: Demo) -> None:
    """A collection and a gift go in; a second time they are known."""
    demo.heading("A collection and a gift arrive")
    delivery = demo.home / "delivery"
    demo.say(f"Both are drawn by this project; the originals are in {delivery}.\n")
    draw(delivery)
    demo.run("ingest", str(delivery / "collection"), str(delivery / "bag"))
    known = demo.ask("ingest", str(delivery / "bag"))["results"]
    expect([r["status"] for r in known] == ["known"], "the same bag again is not known")
    demo.say("The same bag again is known, and nothing is stored twice.")


def finding(demo: Demo) -> None:
    """A reader looks for something, and one file is fetched back."""
    demo.heading("A reader looks for something")
    demo.run("search", QUESTION, "--limit", "3")
    unit = _found(demo)
    demo.run("show", unit["refcode"])
    demo.heading("One file is fetched back, verified on the way")
    _fetch(demo, unit["aips"][0]["aip"], unit["aips"][0]["files"][0])


def damage(demo: Demo) -> None:
    """One bit flips in one copy; it is found, and healed from the good one."""
    aip = _found(demo)["aips"][0]["aip"]
    demo.heading("One bit flips, and somebody asks")
    damaged = _flip_a_bit(demo.home / "stores" / DAMAGED_STORE, aip)
    demo.say(f"One bit was changed in {damaged}.\n")
    demo.run("verify", ends=1)
    expect(_states(demo, aip)[DAMAGED_STORE] == "altered", "verify missed the bit")
    demo.heading("The damaged copy is healed from the good one")
    demo.run("repair")
    demo.run("verify", "--deep")
    expect(set(_states(demo, aip).values()) == {"intact"}, "the copy was not healed")


def night(demo: Demo) -> None:
    """What nobody has noticed is found by the nightly round, healed and told of."""
    demo.heading("The nightly round finds what nobody has noticed")
    aip = _found(demo)["aips"][0]["aip"]
    _flip_a_bit(demo.home / "stores" / DAMAGED_STORE, aip)
    demo.say("One bit of one copy was changed, and nobody was told.\n")
    demo.run("verify", "--round")
    expect(set(_states(demo, aip).values()) == {"intact"}, "the round has not healed the copy")


def delivery(demo: Demo) -> None:
    """One unit is taken home, and what was taken home proves itself, offline."""
    demo.heading("A reader takes a unit home, with its proof")
    unit = _found(demo)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "delivery.zip"
        demo.run("deliver", unit["refcode"], "-o", str(target))
        demo.say("\nAnyone can check it, without this archive and offline:\n")
        demo.run("verify-delivery", str(target), at_home=False)
        forged = Path(folder) / "forged.zip"
        content = bytearray(target.read_bytes())
        content[len(content) // 2] ^= 1
        forged.write_bytes(content)
        demo.say("\nWith one bit changed on the way it says so:\n")
        demo.run("verify-delivery", str(forged), at_home=False, ends=1)


def at_the_portal(demo: Demo) -> None:
    """What people do in the browser: order from the stacks, and agree to a migration."""
    with portal(demo.home) as people:
        order(demo, people)
        migration(demo, people)


def the_ledger(demo: Demo) -> None:
    """What was done is all there, and nobody can take it out."""
    demo.heading("The ledger has seen it all")
    demo.run("events", _found(demo)["aips"][0]["aip"])
    demo.run("ledger", "verify")


CHAPTERS: tuple[Callable[[Demo], None], ...] = (
    founding,
    arrival,
    finding,
    night,
    damage,
    delivery,
    at_the_portal,
    the_ledger,
)


def _open_to_visitors(settings: Path) -> None:
    """What the keeper of a new archive writes into settings.toml before anybody comes."""
    text = settings.read_text(encoding="utf-8")
    for empty, said in VISITORS.items():
        expect(f"\n{empty}\n" in text, f"settings.toml has no line {empty}")
        text = text.replace(f"\n{empty}\n", f"\n{said}\n", 1)
    settings.write_text(text, encoding="utf-8")


def _found(demo: Demo) -> dict[str, Any]:
    """The unit that the story is about, looked for once."""
    if demo.unit:
        return demo.unit
    hits = demo.ask("search", QUESTION, "--digital")["hits"]
    expect(bool(hits), f"nothing digital was found for {QUESTION}")
    demo.unit = demo.ask("show", hits[0]["id"])
    return demo.unit


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


def draw(out: Path) -> None:
    """The demo collection, drawn anew; it comes out alike every time."""
    subprocess.run([sys.executable, "-m", "demo.draw", str(out)], check=True)
