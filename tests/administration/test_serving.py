"""`serve`: a portal that opens, says where, and closes without a word."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx

from administration.checkpoints import SELDOM
from administration.home import Home
from administration.serving import doorstep
from administration.wiring import Archive, open_archive
from catalogue import jobs
from model.policy import UserRole
from tests.administration.conftest import Muniment

PROGRAM = Path(sys.executable).with_name("muniment")


@contextmanager
def served(home: Path, *words: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    with subprocess.Popen(
        [PROGRAM, "serve", "--home", home, "--port", "0", "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        try:
            yield json.loads(running.stdout.readline()), running
        finally:
            running.kill()


def test_the_portal_opens_with_a_link_for_each_role_and_closes_quietly(
    stocked: Muniment,
) -> None:
    with served(stocked.home, "--print-links") as (announced, running):
        url = announced["url"]
        assert url.startswith("http://127.0.0.1:")
        roles = {link["role"] for link in announced["links"]}
        assert roles == set(UserRole) - {UserRole.PUBLIC}
        with httpx.Client(base_url=url) as client:
            assert client.get("/").status_code == 200
            assert client.get("/api/v1/search", params={"q": "rat*"}).json()["total"] == 1
            assert all(link["link"].startswith(url) for link in announced["links"])
            assert client.get(announced["links"][0]["link"]).status_code == 200
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 0
    assert err == ""
    assert stocked.json("doctor")["fail"] == 0  # the last events have their positions
    listed = {a["name"] for a in stocked.json("accounts", "list")["accounts"]}
    assert listed >= roles


def test_a_worker_that_dies_is_followed_by_another(stocked: Muniment) -> None:
    with served(stocked.home), open_archive(Home(stocked.home)) as archive:
        first = _worker(archive, besides=None)
        os.kill(first, signal.SIGKILL)
        assert _worker(archive, besides=first) != first


def _worker(archive: Archive, besides: int | None) -> int:
    deadline = time.monotonic() + 90  # a dead one is taken for alive for twenty seconds
    while time.monotonic() < deadline:
        with archive.database.read() as connection:
            for one in jobs.workers(connection):
                if one.process != besides and one.alive(archive.clock()):
                    return one.process
        time.sleep(0.2)
    raise AssertionError("there is no worker")


def test_links_in_letters_lead_to_the_door_that_is_open(stocked: Muniment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(stocked.home, "--port", str(port)) as (announced, _):
        assert announced["url"] == f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=announced["url"]) as client:
            assert f"http://127.0.0.1:{port}/" in client.get("/sitemap.xml").text


def test_a_taken_port_is_one_sentence_and_makes_no_accounts(stocked: Muniment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = stocked("serve", "--port", port, "--print-links", "--json")
    assert (answer.code, answer.error) == (3, "serve.port-taken")
    assert str(port) in answer.err
    accounts = stocked.json("accounts", "list")["accounts"]
    assert "reader" not in {account["name"] for account in accounts}


def test_a_host_that_is_not_ours(stocked: Muniment) -> None:
    for host in ("192.0.2.1", "no such host"):
        answer = stocked("serve", "--host", host, "--port", 0, "--json")
        assert (answer.code, answer.error) == (3, "serve.port-taken")


def test_the_settings_say_where(stocked: Muniment) -> None:
    settings = stocked.home / "settings.toml"
    text = settings.read_text().replace('base_url = ""', 'base_url = "https://archiv.example"')
    settings.write_text(text.replace('host = "127.0.0.1"', 'host = "::1"'))
    with open_archive(Home(stocked.home)) as archive:
        door = doorstep(archive, None, 0)
        with door.socket:
            assert door.url.startswith("http://[::1]:")
            assert door.links()[0].url.startswith("https://archiv.example/sign-in/link/")
    assert SELDOM.total_seconds() == 60


def test_an_answer_does_not_wait_for_the_browsers_acknowledgement(stocked: Muniment) -> None:
    with open_archive(Home(stocked.home)) as archive:
        door = doorstep(archive, "127.0.0.1", 0)
        with door.socket, socket.create_connection(door.socket.getsockname()):
            accepted, _ = door.socket.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
