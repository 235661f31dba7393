"""`python -m administration` is `muniment`, for where its command is not on the path."""

from __future__ import annotations

import sys

from administration.cli import main

if __name__ == "__main__":
    sys.exit(main())
