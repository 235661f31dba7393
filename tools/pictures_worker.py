"""The process that opens images and PDF files of others. JSON lines in, JSON lines out.

Started by `pictures` as ``python -m tools.pictures_worker``. It answers ``survey`` (which pages
there are), ``derive`` (a page as a tiled pyramid), ``text`` (of a page of a PDF), ``judge`` (is
that pyramid whole) and ``render`` (a part of one), each with its result or with a ``fault``.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tools.pictures_faults import Fault, Faulty
from tools.sandbox import confine

_MEMORY = 2 << 30  # bytes; a page of 100 megapixels by Pillow needs 0.7 GB
_WRITTEN = 4 << 30  # bytes of one pyramid
_GRACE = 2  # seconds: the parent comes first, and knows why

Question = Mapping[str, Any]


def _deeds() -> dict[str, Callable[[Question], dict[str, Any]]]:
    # After `confine`: the libraries start threads, and a process with threads cannot leave its
    # user namespace.
    from tools import pictures_pages, pictures_pyramid  # noqa: PLC0415

    def survey(question: Question) -> dict[str, Any]:
        return {"pages": pictures_pages.sizes(question["source"], question["kind"])}

    def derive(question: Question) -> dict[str, Any]:
        page = pictures_pages.opened(question["source"], question["kind"], question["page"])
        pictures_pyramid.write(page, question["target"])
        return {"width": page.width, "height": page.height}

    def text(question: Question) -> dict[str, Any]:
        return {"text": pictures_pages.pdf_text(question["source"], question["page"])}

    def judge(question: Question) -> dict[str, Any]:
        pictures_pyramid.judge(question["source"], question["width"], question["height"])
        return {}

    def render(question: Question) -> dict[str, Any]:
        data = pictures_pyramid.render(question["source"], question)
        return {"data": base64.b64encode(data).decode()}

    return {"survey": survey, "derive": derive, "text": text, "judge": judge, "render": render}


def main() -> None:
    """Answer until the input ends."""
    sandboxed = confine(memory=_MEMORY, written=_WRITTEN)
    # A library that prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    deeds = _deeds()

    def say(what: dict[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    say({"sandboxed": sandboxed})
    for line in sys.stdin.buffer:
        question = json.loads(line)
        # If the parent is gone, nobody else ends a question that hangs; the kernel does.
        signal.alarm(int(question["seconds"]) + _GRACE)
        try:
            answer = deeds[question["do"]](question)
        except Faulty as faulty:
            answer = {"fault": faulty.fault.value}
        except MemoryError:
            answer = {"fault": Fault.MEMORY.value}
        signal.alarm(0)
        say(answer)


if __name__ == "__main__":
    main()
