"""An S3 server: versitygw over a folder, with conditional put, versioning, Object Lock, checksums.

Buckets can be made plain or versioned; one made with Object Lock is versioned from the start.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from services.place import Place
from services.service import (
    HOST,
    begin,
    end,
    free_port,
    program,
    run,
    running,
    speaks_http,
    wait_for,
)

VERSION = "v1.8.0"
_SOURCE = f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"
REGION = "us-east-1"


class ObjectStore:
    """``address``: ``endpoint``, ``access_key``, ``secret_key``, ``region``."""

    name = "s3"

    def fetch(self, place: Place) -> None:
        """See `service.Service`. Built from source, which takes some minutes the first time."""
        built = _program(place)
        if not built.exists():
            built.parent.mkdir(parents=True, exist_ok=True)
            # GOBIN cannot be renamed into place, but go writes it in one step by itself
            run(program("go", "golang-go"), "install", _SOURCE, env={"GOBIN": str(built.parent)})

    def start(self, place: Place) -> None:
        """See `service.Service`."""
        self.fetch(place)
        if self.answers(place):
            return
        folder = place.of(self.name)
        for part in ("buckets", "versions"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        known = place.address(self.name) or {}
        port = free_port(int(known.get("port", 0)))
        address = {
            "endpoint": f"http://{HOST}:{port}",
            "port": str(port),
            "access_key": known.get("access_key") or "muniment",
            "secret_key": known.get("secret_key") or secrets.token_urlsafe(24),
            "region": REGION,
        }
        place.note_address(self.name, address)
        begin(
            folder,
            *(_program(place), "--port", f"{HOST}:{port}", "--region", REGION, "--quiet"),
            *("posix", "--versioning-dir", folder / "versions", folder / "buckets"),
            # not on the command line, where every user of the machine could read it
            env={
                "ROOT_ACCESS_KEY": address["access_key"],
                "ROOT_SECRET_KEY": address["secret_key"],
            },
        )
        wait_for(self.name, folder, lambda: self.answers(place))

    def stop(self, place: Place) -> bool:
        """See `service.Service`."""
        return end(place.of(self.name))

    def answers(self, place: Place) -> bool:
        """See `service.Service`."""
        known = place.address(self.name)
        if known is None or running(place.of(self.name)) is None:
            return False
        return speaks_http(f"{known['endpoint']}/", 403)  # it asks who we are


def _program(place: Place) -> Path:
    return place.tools / f"versitygw-{VERSION}" / "versitygw"
