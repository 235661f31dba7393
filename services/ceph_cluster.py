"""Making a Ceph of one monitor, one disk and one gateway, all in one folder and on loopback.

It has no manager: that one balances and reports, which a single disk does not need.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from uuid import uuid4

from services.service import HOST, begin, free_port, run

REGION = "us-east-1"
# Each after the one that it needs.
DAEMONS = {"monitor": "ceph-mon", "disk": "ceph-osd", "gateway": "radosgw"}
_GATEWAY = "client.rgw.a"
# A file with holes: it takes what is really stored. When it is full, Ceph answers no more.
_DISK_BYTES = 30 << 30
_CONFIGURATION = """\
[global]
fsid = {fsid}
mon host = [v2:{host}:{monitor}]
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
mon warn on pool no redundancy = false
osd crush chooseleaf type = 0
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
run dir = {folder}
admin socket =
log to stderr = true
log file =
mon cluster log file =
keyring = {folder}/keyring
mon data = {folder}/monitor/data
osd data = {folder}/disk/data
osd objectstore = bluestore
bluestore block size = {disk}
osd memory target = 939524096
[{gateway}]
rgw frontends = beast endpoint={host}:{port}
rgw data = {folder}/gateway
rgw dns name = localhost
rgw gc obj min wait = 5
rgw gc processor period = 5
rgw gc processor max time = 5
"""
# "osd new" wants exactly the rights that it would give itself
_KEYS = {
    "mon.": ("mon", "allow *"),
    "client.admin": ("mon", "allow *", "osd", "allow *", "mgr", "allow *"),
    "osd.0": ("mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *"),
    _GATEWAY: ("mon", "allow rw", "osd", "allow rwx"),
}


class Cluster:
    """The Ceph that lies in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._configuration = folder / "ceph.conf"

    def make(self) -> dict[str, str]:
        """Make a new one, begin it, and return how to reach it. Raises `Unavailable`."""
        for daemon in DAEMONS:
            (self._folder / daemon / "data").mkdir(mode=0o700, parents=True)
        monitor, port = free_port(), free_port()
        fsid = self._configure(monitor, port)
        self._make_keys()
        self._make_monitor(fsid, monitor)
        self._begin("monitor")
        self._make_disk()
        self._begin("disk")
        access_key, secret_key = "muniment", secrets.token_urlsafe(24)
        user = ("--uid", "muniment", "--display-name", "Muniment")
        keys = ("--access-key", access_key, "--secret-key", secret_key)
        self._run("radosgw-admin", "user", "create", *user, *keys)
        self._begin("gateway")
        return {
            "endpoint": f"http://{HOST}:{port}",
            "port": str(port),
            "monitor": str(monitor),
            "access_key": access_key,
            "secret_key": secret_key,
            "region": REGION,
        }

    def begin(self) -> None:
        """Begin the one that is there."""
        for daemon in DAEMONS:
            self._begin(daemon)

    def _configure(self, monitor: int, port: int) -> str:
        fsid = str(uuid4())
        self._configuration.write_text(
            _CONFIGURATION.format(
                fsid=fsid,
                host=HOST,
                monitor=monitor,
                port=port,
                folder=self._folder,
                disk=_DISK_BYTES,
                gateway=_GATEWAY,
            )
        )
        return fsid

    def _make_keys(self) -> None:
        keyring = self._folder / "keyring"
        keyring.touch(mode=0o600)
        for name, rights in _KEYS.items():
            pairs = zip(rights[::2], rights[1::2], strict=True)
            caps = [word for who, may in pairs for word in ("--cap", who, may)]
            self._run("ceph-authtool", keyring, "--gen-key", "-n", name, *caps)

    def _make_monitor(self, fsid: str, port: int) -> None:
        monitors = self._folder / "monmap"
        where = ("--addv", "a", f"[v2:{HOST}:{port}]")
        self._run("monmaptool", "--create", "--clobber", "--fsid", fsid, *where, monitors)
        known = ("--monmap", monitors, "--keyring", self._folder / "keyring")
        self._run("ceph-mon", "--mkfs", "-i", "a", *known)

    def _make_disk(self) -> None:
        name, secret = str(uuid4()), self._folder / "disk" / "secret.json"
        lines = (self._folder / "keyring").read_text().partition("[osd.0]")[2].splitlines()
        key = next(line.partition("=")[2].strip() for line in lines if "key =" in line)
        secret.touch(mode=0o600)
        secret.write_text(json.dumps({"cephx_secret": key}))
        self._run("ceph", "osd", "new", name, "-i", secret)
        secret.unlink()
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", name)
        where = ("root=default", "host=localhost")
        self._run("ceph", "osd", "crush", "add", "osd.0", "1.0", *where)

    def _begin(self, daemon: str) -> None:
        who = {"monitor": ("-i", "a"), "disk": ("-i", "0"), "gateway": ("-n", _GATEWAY)}[daemon]
        words = (DAEMONS[daemon], "-f", *who)
        begin(self._folder / daemon, *words, env={"CEPH_CONF": str(self._configuration)})

    def _run(self, *words: str | Path) -> None:
        run(*words, env={"CEPH_CONF": str(self._configuration)})
