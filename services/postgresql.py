"""PostgreSQL as Debian packages it, over a cluster of our own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from services.place import Place, Unavailable
from services.service import HOST, free_port, program, run

USER = DATABASE = "muniment"


class PostgreSQL:
    """``address["url"]``: as `database.url` takes it."""

    name = "postgresql"

    def fetch(self, place: Place) -> None:
        """See `service.Service`."""
        _bin()

    def start(self, place: Place) -> None:
        """See `service.Service`."""
        self.fetch(place)
        folder = place.of(self.name)
        cluster = folder / "cluster"
        known = place.address(self.name) or {}
        if self.answers(place):
            return
        password = known.get("password") or secrets.token_urlsafe(16)
        if not (cluster / "PG_VERSION").exists():
            _make(cluster, password)
        port = free_port(int(known.get("port", 0)))
        options = f"-c listen_addresses={HOST} -c port={port} -c unix_socket_directories="
        run(
            *_somebody(),
            *(_bin() / "pg_ctl", "start", "-w", "-t", "60"),
            *("-D", cluster, "-l", folder / "log", "-o", options),
        )
        server = f"{USER}:{password}@{HOST}:{port}"
        place.note_address(
            self.name,
            {
                "url": f"postgresql+psycopg://{server}/{DATABASE}",
                "port": str(port),
                "password": password,
            },
        )
        _make_database(server)

    def stop(self, place: Place) -> bool:
        """See `service.Service`."""
        cluster = place.of(self.name) / "cluster"
        if not _runs(cluster):
            return False
        run(*_somebody(), _bin() / "pg_ctl", "stop", "-w", "-m", "fast", "-D", cluster)
        return True

    def answers(self, place: Place) -> bool:
        """See `service.Service`."""
        known = place.address(self.name)
        if known is None or not _runs(place.of(self.name) / "cluster"):
            return False
        asked = [str(_bin() / "pg_isready"), "-q", "-h", HOST, "-p", known["port"]]
        return subprocess.run(asked, check=False).returncode == 0


def _runs(cluster: Path) -> bool:
    # pg_ctl looks whether the process that the cluster names is alive
    if not (cluster / "postmaster.pid").exists():
        return False
    asked = [*_somebody(), str(_bin() / "pg_ctl"), "status", "-D", str(cluster)]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _make(cluster: Path, password: str) -> None:
    shutil.rmtree(cluster, ignore_errors=True)  # of a start that was interrupted
    cluster.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = cluster.parent / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    try:
        run(
            *_somebody(),
            *(_bin() / "initdb", "-D", cluster, "-U", USER, "-E", "UTF8"),
            # German, so that whatever must not depend on the language is seen to do so
            *("--locale-provider=icu", "--icu-locale=de-DE", "--locale=C.UTF-8"),
            *("-A", "scram-sha-256", f"--pwfile={secret}"),
        )
    finally:
        secret.unlink()


def _make_database(server: str) -> None:
    import psycopg  # noqa: PLC0415 - `status` works before `make setup`

    with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as connection:
        there = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if there.fetchone() is None:
            connection.execute(f"create database {DATABASE}")


def _bin() -> Path:
    """The folder of the newest server; Debian keeps it off the PATH."""
    for _ in range(2):
        servers = Path("/usr/lib/postgresql").glob("*/bin/postgres")
        newest = sorted(servers, key=lambda path: int(path.parts[-3]))
        if newest:
            return newest[-1].parent
        program("postgres", "postgresql")
    raise Unavailable("PostgreSQL is installed, but not where Debian puts it")


def _somebody() -> list[str]:
    """PostgreSQL refuses to serve as root; in a user namespace of its own we are somebody else."""
    if os.geteuid() != 0:
        return []
    words = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        raise Unavailable("PostgreSQL refuses to run as root, and there are no user namespaces")
    return words
