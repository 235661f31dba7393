"""`python -m administration.demo`: what `make demo` runs."""

from __future__ import annotations

import sys

from administration.demo.story import main

if __name__ == "__main__":
    sys.exit(main())
