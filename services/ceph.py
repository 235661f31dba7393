"""A one-node Ceph with its S3 gateway, as Debian packages it.

Ceph 16 ignores ``If-None-Match`` and keeps no SHA-256 checksums. Stores must be right all the same.
"""

from __future__ import annotations

import shutil

from services.ceph_cluster import DAEMONS, REGION, Cluster
from services.place import Place, Unavailable
from services.service import end, free_port, program, running, speaks_http, wait_for

__all__ = ["REGION", "Ceph"]

_PROGRAMS = {**{name: name for name in DAEMONS.values()}, "ceph": "ceph-common"}


class Ceph:
    """``address``: as that of `services.objects.ObjectStore`, and ``monitor``: its port."""

    name = "ceph"

    def fetch(self, place: Place) -> None:
        """See `service.Service`."""
        for name, package in _PROGRAMS.items():
            program(name, package)

    def start(self, place: Place) -> None:
        """See `service.Service`. What a start that was interrupted left is made anew."""
        self.fetch(place)
        if self.answers(place):
            return
        self.stop(place)
        folder = place.of(self.name)
        cluster, known = Cluster(folder), place.address(self.name)
        if known is None or free_port(int(known["monitor"])) != int(known["monitor"]):
            # The monitor's port stands in its own map: with another port it is another Ceph.
            shutil.rmtree(folder, ignore_errors=True)
            try:
                place.note_address(self.name, cluster.make())
            except Unavailable:
                self.stop(place)
                raise
        else:
            cluster.begin()
        wait_for("Ceph's gateway", folder / "gateway", lambda: self.answers(place))

    def stop(self, place: Place) -> bool:
        """See `service.Service`."""
        ended = [end(place.of(self.name) / daemon) for daemon in reversed(DAEMONS)]
        return any(ended)

    def answers(self, place: Place) -> bool:
        """See `service.Service`."""
        known = place.address(self.name)
        if known is None or any(running(place.of(self.name) / one) is None for one in DAEMONS):
            return False
        return speaks_http(f"{known['endpoint']}/", 200)  # it lists the buckets of nobody
