"""`python -m demo.draw OUT_DIR` writes OUT_DIR/collection (a folder) and OUT_DIR/bag (BagIt)."""

from __future__ import annotations

import sys
from pathlib import Path

from demo.draw.submission import bag, folder


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m demo.draw OUT_DIR", file=sys.stderr)
        return 2
    out = Path(arguments[0])
    if any((out / name).exists() for name in ("collection", "bag")):
        print(f"{out} already holds a drawn collection; name an empty directory.", file=sys.stderr)
        return 2
    folder(out / "collection")
    bag(out / "bag")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
