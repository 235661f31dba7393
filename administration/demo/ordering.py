"""The chapter of the reading room: a paper unit from the basket back to its shelf."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

from administration.demo.telling import Demo, expect
from administration.demo.visiting import Visitor

ON_PAPER = "LF-A-RAT-0002"
_WAY = (
    ("pull", "slipped", "pulled it from its shelf, a card left in its place"),
    ("make-ready", "pulled", "has it ready"),
    ("issue", "ready", "issued it to the reader"),
    ("return", "issued", "took it back, complete"),
    ("reshelve", "returned", "put it back on its shelf"),
)


def order(demo: Demo, people: Mapping[str, Visitor]) -> None:
    """A reader orders, an archivist approves, the desk does the rest."""
    demo.heading("A reader orders a volume to the reading room")
    demo.say(f"Through the forms of the portal, as people would, for {ON_PAPER}:\n")
    reader, archivist, desk = people["reader"], people["archivist"], people["desk"]
    unit = demo.ask("show", ON_PAPER)
    _apply(demo, reader, archivist)
    reader.send("/basket/add", unit=unit["id"])
    basket = reader.see("/basket")
    days = re.findall(r'name="day" value="([0-9-]+)" required>', basket)
    times = re.findall(r"<option>([0-9]{2}:[0-9]{2})<", basket)
    expect(bool(days and times), "the basket offers no day")
    reader.send("/orders", day=days[0], pull_time=times[0], token=str(uuid4()))
    _tell(demo, "the reader", f"ordered it for {days[0]}, {times[0]}")
    item = _first(archivist.see("/desk/queue?state=submitted"))
    archivist.send("/desk/queue", item=item, seen="submitted", deed="approve")
    _tell(demo, "the archivist", "approved the order")
    slips = desk.send("/desk/queue", item=item, seen="queued", deed="print-slip")
    slip = desk.fetch(slips.removeprefix(desk.address))
    expect(slip.startswith(b"%PDF"), "no call slip was printed")
    _tell(demo, "the desk", f"printed the call slip ({len(slip) // 1000} kB of PDF, with barcode)")
    for deed, seen, said in _WAY:
        if deed == "issue":
            _see_identity(desk, slips)
            _tell(demo, "the desk", "has seen the reader's card")
        desk.send(f"/desk/items/{item}", deed=deed, seen=seen)
        _tell(demo, "the desk", said)
    expect("LF-A-RAT-0002" in reader.see("/orders"), "the reader does not see the order")


def _apply(demo: Demo, reader: Visitor, archivist: Visitor) -> None:
    reader.send(
        "/application", name="Leserin am Tisch 3", address="Am Wehr 1, Lindenfurt",
        purpose="local-history", topic="Die Stadtordnung von 1827", promise="yes",
    )  # fmt: skip
    page = archivist.see("/desk/applications")
    found = re.search(r'action="(/desk/applications/[^"]+)"', page)
    expect(found is not None, "the application did not arrive")
    archivist.send(found[1] if found else "", deed="grant")
    _tell(demo, "the archivist", "granted the reader's application for this year")


def _see_identity(desk: Visitor, slips: str) -> None:
    code = re.search(r"n=([0-9]+)", slips)
    page = desk.see(f"/desk/counter?code={code[1] if code else ''}")
    number = re.search(r"/desk/readers/([0-9]+)/identity", page)
    expect(number is not None, "the counter does not know the reader")
    desk.send(f"/desk/readers/{number[1] if number else ''}/identity")


def _first(page: str) -> str:
    found = re.search(r'name="item" value="([0-9a-f-]+)"', page)
    expect(found is not None, "the order is not in the queue")
    return found[1] if found else ""


def _tell(demo: Demo, who: str, what: str) -> None:
    demo.say(f"  {who:<14} {what}")
