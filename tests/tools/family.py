"""A program that starts another one and waits: what `sandbox.stop` must end completely."""

from __future__ import annotations

import subprocess
import sys
import time

if __name__ == "__main__":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    time.sleep(600)
