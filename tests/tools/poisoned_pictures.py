"""The real worker of pictures, with the faults that no file at hand can cause.

The first bytes of the file say which: a test double for what happens inside a converter alone.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools import pictures_faults, pictures_pyramid, pictures_worker

_deeds = pictures_worker._deeds


def hang() -> None:
    time.sleep(600)


def greedy() -> None:
    bytearray(10 << 30)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(0)


def telephone() -> None:
    # by number and name: neither a network nor a resolver is there
    try:
        socket.create_connection(("127.0.0.1", int(os.environ.get("PORT", "9"))), 1).close()
    except OSError as error:
        raise pictures_faults.Faulty(pictures_faults.Fault.UNREADABLE) from error


def half(question: Any) -> dict[str, Any]:
    done = derive_any(question)
    place = Path(question["target"])
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])
    return done


def empty(question: Any) -> dict[str, Any]:
    Path(question["target"]).touch()
    return nothing(question)


def nothing(_: Any) -> dict[str, Any]:
    return {"width": 10, "height": 10}


def lies(question: Any) -> dict[str, Any]:
    derive_any(question)
    return nothing(question)


def nonsense(_: Any) -> dict[str, Any]:
    return {"width": "wide"}


Fault = Callable[[Any], Any]

FAULTS: dict[bytes, Fault] = {
    b"hang": lambda _: hang(),
    b"greedy": lambda _: greedy(),
    b"crash": lambda _: crash(),
    b"leave": lambda _: leave(),
    b"telephone": lambda _: telephone(),
    b"half": half,
    b"empty": empty,
    b"nothing": nothing,
    b"lies": lies,
    b"nonsense": nonsense,
}


def poisoned() -> dict[str, Any]:
    deeds = _deeds()

    def broken(question: Any) -> Any:
        word = Path(question["source"]).read_bytes()[:16].split(b"\n")[0]
        fault: Fault = FAULTS.get(word, deeds["derive"])
        return fault(question)

    return deeds | {"derive": broken, "survey": lambda _: {"pages": [[600, 500]]}}


def derive_any(question: Any) -> dict[str, Any]:
    import pyvips  # noqa: PLC0415

    page = pyvips.Image.gaussnoise(600, 500).cast("uchar")
    pictures_pyramid.write(page, question["target"])
    return {"width": 600, "height": 500}


if __name__ == "__main__":
    pictures_worker._deeds = poisoned
    pictures_worker.main()
