"""Identification: right answers, odd names, and files that kill whoever looks at them."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pygfried
import pytest

from model.aip import Identification
from model.errors import MunimentError
from tools import sandbox
from tools.identify import Identifier

POISONED = "tests.tools.poisoned_worker"
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def identifier() -> Iterator[Identifier]:
    with Identifier() as started:
        yield started


@pytest.fixture
def poisoned() -> Iterator[Identifier]:
    with Identifier(module=POISONED, seconds=1.5) as started:
        yield started


def one(identifier: Identifier, path: Path) -> Identification:
    (found,) = identifier.identify([str(path)])
    return found


def made(folder: Path, name: str, content: bytes = PDF) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_it_answers_as_siegfried_does_for_the_whole_corpus(
    shared: Path, identifier: Identifier
) -> None:
    paths = [str(p) for p in sorted((shared / "corpus/formats").rglob("*")) if p.is_file()]
    assert len(paths) == 146
    found = list(identifier.identify(paths))
    for file, answer in zip(pygfried.identify_many(paths)["files"], found, strict=True):
        match = file["matches"][0]
        assert (answer.puid or "UNKNOWN", answer.version) == (match["id"], match["version"])
        assert answer.basis == match["basis"]
        assert answer.magic_mime
        assert answer.mime
    assert sum(answer.puid is not None for answer in found) >= 140


def test_the_second_opinion_is_the_one_libmagic_gives_alone(
    shared: Path, identifier: Identifier
) -> None:
    # Plain texts are asked with fewer tests, which must not change what is said of any of these.
    import pylibmagic  # noqa: F401, PLC0415 - only this test needs it here

    # isort: split
    import magic  # noqa: PLC0415

    cookie = magic.Magic(mime=True)
    paths = [str(p) for p in sorted((shared / "corpus/formats").rglob("*")) if p.is_file()]
    found = identifier.identify(paths)
    differ = [p for p, f in zip(paths, found, strict=True) if cookie.from_file(p) != f.magic_mime]
    assert differ == []


@pytest.mark.parametrize(
    "name",
    [
        "Größe & Maß.pdf",
        "-rf.pdf",
        "--help.pdf",
        " two  spaces .pdf",
        'it\'s "quoted" $(id) `id`.pdf',
        "back\\slash.pdf",
        "%7E%00.pdf",
        "emoji 📜.pdf",
        "line\nend.pdf",
        "a" * 251 + ".pdf",
    ],
)
def test_a_name_is_only_a_name(tmp_path: Path, identifier: Identifier, name: str) -> None:
    found = one(identifier, made(tmp_path, name))
    assert (found.puid, found.mime, found.magic_mime) == (
        "fmt/18",
        "application/pdf",
        "application/pdf",
    )


def test_a_very_long_path(tmp_path: Path, identifier: Identifier) -> None:
    folder = tmp_path
    while len(bytes(folder)) < 3_700:
        folder /= "ä" * 100
        folder.mkdir()
    assert one(identifier, made(folder, "x.pdf")).puid == "fmt/18"


def test_an_empty_file_has_no_format(tmp_path: Path, identifier: Identifier) -> None:
    found = one(identifier, made(tmp_path, "empty.pdf", b""))
    assert (found.puid, found.mime) == (None, "application/octet-stream")
    assert found.magic_mime == "application/x-empty"
    assert "empty" in found.warning
    assert len(found.warning) <= 400


def test_an_unknown_format_is_not_a_format(tmp_path: Path, identifier: Identifier) -> None:
    found = one(identifier, made(tmp_path, "x", b"\x01\x02\x93\xf7" * 9))
    assert (found.puid, found.name, found.mime) == (None, "", "application/octet-stream")
    assert "no match" in found.warning


def test_libmagic_speaks_where_pronom_is_silent(tmp_path: Path, identifier: Identifier) -> None:
    found = one(identifier, made(tmp_path, "letter.pdf", "Grüße aus München\n".encode()))
    assert (found.puid, found.mime) == (None, "text/plain")


def test_a_disagreement_is_recorded(tmp_path: Path, identifier: Identifier) -> None:
    found = one(identifier, made(tmp_path, "start", b"#!/bin/sh\necho hello\n"))
    assert (found.puid, found.magic_mime) == ("x-fmt/111", "text/x-shellscript")


def test_an_unreadable_file_is_answered(tmp_path: Path, identifier: Identifier) -> None:
    paths = [tmp_path / "away.pdf", tmp_path, Path(os.fsdecode(bytes(tmp_path) + b"/\xff.pdf"))]
    for path in paths:
        found = one(identifier, path)
        assert found.puid is None
        assert found.warning
        assert str(tmp_path) not in found.warning


def test_a_pipe_does_not_hold_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Identifier(seconds=1) as identifier:
        found = one(identifier, tmp_path / "pipe")
    assert found.puid is None
    assert found.warning


def test_answers_keep_the_order(tmp_path: Path, identifier: Identifier) -> None:
    kinds = [("pdf", PDF, "fmt/18"), ("txt", b"hello\n", "x-fmt/111")]
    wanted = []
    for number in range(700):
        kind, content, puid = kinds[number % 3 % 2]
        wanted.append((str(made(tmp_path, f"{number}.{kind}", content)), puid))
    found = identifier.identify([path for path, _ in wanted])
    assert [answer.puid for answer in found] == [puid for _, puid in wanted]


def test_nothing_asked_nothing_answered(identifier: Identifier) -> None:
    assert list(identifier.identify([])) == []


def test_it_says_which_signatures_it_used(identifier: Identifier) -> None:
    version = identifier.signature_version
    assert version.startswith("siegfried 1.")
    assert "DROID_SignatureFile_V" in version
    assert "libmagic 5." in version
    assert identifier.signature_version == version


def test_who_stops_listening_stops_the_work(tmp_path: Path) -> None:
    paths = [str(made(tmp_path, f"{n}.pdf")) for n in range(600)]
    with Identifier() as identifier:
        answers = identifier.identify(paths)
        assert next(answers).puid == "fmt/18"
    # leaving ended the workers; nothing waits for the other answers


@pytest.mark.parametrize(
    ("fault", "warning"),
    [
        ("crash", "not identified: the tool crashed on this file"),
        ("hang", "not identified: the tool ran out of time on this file"),
        ("garbage", "not identified: the tool crashed on this file"),
        ("short", "not identified: the tool answered nonsense on this file"),
        ("greedy", "not identified: the tool crashed on this file"),
    ],
)
def test_a_poisoned_file_harms_nobody_else(
    tmp_path: Path, poisoned: Identifier, fault: str, warning: str
) -> None:
    names = [f"{n}.pdf" for n in range(8)]
    names.insert(3, f"{fault}.pdf")
    found = list(poisoned.identify([str(made(tmp_path, name)) for name in names]))
    assert [answer.puid for answer in found if answer.puid] == ["fmt/18"] * 8
    assert found[3] == Identification(None, warning=warning)
    assert one(poisoned, tmp_path / "0.pdf").puid == "fmt/18"


def test_what_a_library_prints_is_not_an_answer(tmp_path: Path, poisoned: Identifier) -> None:
    assert one(poisoned, made(tmp_path, "terminal.pdf")).puid == "fmt/18"


def test_the_worker_reaches_no_network(tmp_path: Path, poisoned: Identifier) -> None:
    if not poisoned.sandboxed:
        pytest.skip("this kernel gives no network namespace")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = one(poisoned, made(tmp_path, f"telephone.{port}"))
        assert found.puid is None
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_worker_writes_no_file(tmp_path: Path, poisoned: Identifier) -> None:
    found = one(poisoned, made(tmp_path, "write.pdf"))
    written = Path("/dev/shm/muniment-test")
    size = written.stat().st_size if written.exists() else 0
    written.unlink(missing_ok=True)
    assert (found.puid, size) == (None, 0)


def test_the_worker_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_SECRET", "the key")
    with Identifier(module=POISONED) as fresh:
        variables = one(fresh, made(tmp_path, "environment")).warning
        assert one(fresh, made(tmp_path, "folder")).warning == "/"
    assert "the key" not in variables
    names = {line.partition("=")[0] for line in variables.splitlines()}
    of_pylibmagic = {"LD_LIBRARY_PATH", "LIBRARY_PATH", "MAGIC"}  # set at its import
    assert names <= {"PATH", "LANG", "PYTHONPATH", "LC_CTYPE"} | of_pylibmagic


def test_a_worker_that_never_starts_is_no_verdict_on_files(tmp_path: Path) -> None:
    path = made(tmp_path, "x.pdf")
    with Identifier(module="tests.tools.no_such_worker") as identifier:
        with pytest.raises(MunimentError) as failed:
            one(identifier, path)
        with pytest.raises(MunimentError):
            _ = identifier.signature_version
    assert failed.value.code == "tools.failed"


def test_leaving_takes_the_workers_along(tmp_path: Path) -> None:
    with Identifier(module=POISONED) as identifier:
        one(identifier, made(tmp_path, "0.pdf"))
        started = time.monotonic()
        answers = identifier.identify([str(made(tmp_path, "hang.pdf"))])
        identifier.__exit__(None, None, None)
        with pytest.raises(RuntimeError):
            next(answers)
    assert time.monotonic() - started < 5


def test_a_worker_that_was_killed_meanwhile_is_no_verdict_on_a_file(
    tmp_path: Path, poisoned: Identifier
) -> None:
    process_id = one(poisoned, made(tmp_path, "process")).warning
    os.kill(int(process_id), signal.SIGKILL)
    assert one(poisoned, made(tmp_path, "x.pdf")).puid == "fmt/18"


def test_a_worker_whose_parent_is_gone_ends_all_the_same(tmp_path: Path) -> None:
    process = sandbox.start(POISONED)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline()
    question = {"paths": [str(made(tmp_path, "hang.pdf"))], "seconds": 0}
    process.stdin.write(json.dumps(question).encode() + b"\n")
    process.stdin.close()
    process.stdout.close()
    assert process.wait(timeout=10) == -signal.SIGALRM
