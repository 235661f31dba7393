"""The real servers beside an archive, on loopback: for tests, for benches, and to try them.

| word | module |
|---|---|
| a service: a server with its own data folder, started once | `service` |
| place: where programs are fetched to, and where servers keep their data | `place` |
| PostgreSQL, S3 (versitygw), OpenSearch | `postgresql`, `objects`, `opensearch` |
| Ceph: another S3, which can do less | `ceph`, `ceph_cluster` |
| the judge: commons-ip2, which validates E-ARK packages; no server, only fetched | `judge` |

``scripts/services start|stop|status``. Nothing here is part of an archive, and no room imports it.
"""

from __future__ import annotations

from services.ceph import Ceph
from services.judge import Judge
from services.objects import ObjectStore
from services.opensearch import OpenSearch
from services.place import Place, Unavailable
from services.postgresql import PostgreSQL
from services.service import Service

__all__ = ["SERVICES", "Place", "Service", "Unavailable"]

SERVICES: dict[str, Service] = {
    service.name: service
    for service in (PostgreSQL(), ObjectStore(), Ceph(), OpenSearch(), Judge())
}
