"""A converter of the worst kind, in the place of ours: what it does is said by the compression."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tools.convert_worker import Answer, Question, main


def to_tiff(question: Question) -> Answer:
    """Hangs, crashes, wants 10 GB, or says that all is well."""
    deed = Path(question["source"]).read_bytes()[:40].partition(b"!")[0].rpartition(b" ")[2]
    target = Path(question["target"])
    if deed == b"hang":
        time.sleep(600)
    if deed == b"crash":
        os.abort()
    if deed == b"memory":
        bytearray(10 << 30)
    if deed == b"broken":
        target.write_bytes(b"II*\0 and then nothing")
    return {"tool": "bad", "version": "0"}


if __name__ == "__main__":
    main({"tiff": to_tiff})
