"""``scripts/services start|stop|status [NAME...]``: the real servers, on loopback."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from services import SERVICES
from services.place import Place, Unavailable
from services.service import Service


def main(words: list[str]) -> int:
    """Do as the words say; 1 where a service cannot be had, or does not answer."""
    reading = argparse.ArgumentParser(prog="scripts/services", description=__doc__)
    reading.add_argument("deed", choices=DEEDS)
    reading.add_argument("name", nargs="*", help=f"of {', '.join(SERVICES)}; without: all")
    reading.add_argument("--data", type=Path, help="data folder of one's own")
    asked = reading.parse_args(words)
    if unknown := [name for name in asked.name if name not in SERVICES]:
        reading.error(f"there is no service {unknown[0]}; there are {', '.join(SERVICES)}")
    place = Place.usual()
    if asked.data:
        place = place.apart(asked.data.resolve())
    chosen = [SERVICES[name] for name in asked.name or SERVICES]
    went_well = [_told(DEEDS[asked.deed], service, place) for service in chosen]
    return 0 if all(went_well) else 1


def _told(deed: Callable[[Service, Place], str], service: Service, place: Place) -> bool:
    try:
        said, well = deed(service, place), True
    except Unavailable as error:
        said, well = str(error), False
    print(f"{service.name:12} {said}", flush=True)
    return well


def _start(service: Service, place: Place) -> str:
    if service.answers(place):
        return f"runs already, {_where(service, place)}"
    began = time.monotonic()
    service.start(place)
    return f"{_where(service, place)}, after {time.monotonic() - began:.1f} s"


def _stop(service: Service, place: Place) -> str:
    return "stopped" if service.stop(place) else "did not run"


def _status(service: Service, place: Place) -> str:
    if service.answers(place):
        return _where(service, place)
    raise Unavailable("does not run")


def _where(service: Service, place: Place) -> str:
    known = place.address(service.name) or {}
    where = known.get("endpoint") or known.get("port") or known.get("classpath", "")
    return f"on port {where}" if where.isdigit() else f"at {where}"


DEEDS: dict[str, Callable[[Service, Place], str]] = {
    "start": _start,
    "stop": _stop,
    "status": _status,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
