"""What people and scripts get to read, whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from administration.cli import app, main
from administration.cli.call import Call
from administration.cli.commands import COMMANDS, FLOORS, GROUPS
from administration.cli.console import Console, spoken
from administration.cli.harmless import harmless
from administration.cli.layout import number, size
from administration.executor import sole_executor
from administration.home import Home
from model.errors import MunimentError
from tests.administration.conftest import Muniment
from tests.conftest import ROOT

PROGRAM = Path(sys.executable).with_name("muniment")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "de_AT"}, "de"),
        ({"LANG": "de", "LC_ALL": ""}, "de"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert spoken(environment) == language


def test_an_error_is_one_sentence_and_one_document(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "nothing")
    for words in (("doctor",), ("search", "x"), ("ingest", "x"), ("ledger", "verify")):
        answer = muniment(*words, "--json")
        assert answer.code == 2
        assert answer.error == "home.missing"
        plain = muniment(*words)
        assert (plain.code, plain.out) == (2, "")
        assert plain.err == answer.err


def test_german_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    answer = Muniment(tmp_path)("doctor", "--json")
    assert answer.error == "home.missing"
    assert "ist kein Archiv" in answer.document["error"]["message"]


@pytest.mark.parametrize(
    "words",
    [
        ("--jsn",),
        ("serch", "x"),
        ("search",),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--level", "box"),
        ("ingest",),
        ("ingest", "x", "--as", "eark2"),
        ("accounts",),
        ("accounts", "add", "x", "--role", "king"),
        ("stores", "sell"),
        ("serve", "--port", "70000"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_how_it_is_called(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    answer = Muniment(tmp_path)(*words, "--json", home=False)
    assert answer.code == 2
    assert answer.error == "call.wrong"
    assert "--help" in answer.document["error"]["hint"]
    assert "Value error" not in answer.document["error"]["message"]


def test_home_and_json_may_stand_before_or_after(shelf: Muniment) -> None:
    before = shelf("--json", "--home", shelf.home, "accounts", "list", home=False)
    after = shelf("accounts", "list", "--json")
    assert before.code == after.code == 0
    assert before.document == after.document


def test_nobody_named_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    muniment = Muniment(tmp_path)
    assert muniment("doctor", "--json", home=False).error == "home.unnamed"
    monkeypatch.setenv("MUNIMENT_HOME", str(tmp_path))
    assert muniment("doctor", "--json", home=False).error == "home.missing"


def test_what_nobody_foresaw_is_one_sentence_and_a_log(
    stocked: Muniment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret details")

    monkeypatch.setattr("administration.showing.find_named", stumble)
    answer = stocked("show", "LF", "--json")
    assert answer.code == 3
    assert answer.error == "internal.unexpected"
    assert "secret details" not in answer.err + answer.out
    log = stocked.home / "log" / "unexpected.log"
    assert str(log) in answer.err
    assert "secret details" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_what_nobody_foresaw_where_the_log_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Call, "chosen", stumble)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = Muniment(tmp_path)("init", "--json")
    assert answer.error == "internal.unexpected"
    (log,) = tmp_path.glob("muniment-*/unexpected.log")
    assert "ZeroDivisionError" in log.read_text()
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    assert Muniment(tmp_path)("init", "--json").error == "internal.unexpected"


def test_text_from_outside_cannot_move_the_cursor(
    shelf: Muniment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert harmless("a\x1b[2Jb\u202ec\n") == "a\\x1b[2Jb\\u202ec\n"
    answer = shelf("show", "x\x1b[31m\ny")
    assert "\x1b" not in answer.err
    assert "x\\x1b[31m\\ny" in answer.err
    Console("en", as_json=False).show("[bold]not markup[/bold] \x07")
    assert capsys.readouterr().out == "[bold]not markup[/bold] \\x07\n"


def test_a_name_that_is_not_utf8_is_still_json(capsys: pytest.CaptureFixture[str]) -> None:
    Console("en", as_json=True).document({"source": "a\udcff"})
    assert capsys.readouterr().out == '{"source": "a\\udcff"}\n'


def test_an_error_in_a_pipe_has_no_colours_and_no_width(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Console("en", as_json=False).complain(MunimentError("home.missing", home="/" + "x" * 300))
    assert capsys.readouterr().err.count("\n") == 1


def run(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ) | surroundings,
    )


def test_help_is_there_at_once() -> None:
    run("--help")  # warm
    began = time.monotonic()
    answer = run("--help")
    assert answer.returncode == 0
    assert time.monotonic() - began < 1.0  # 0.15 s on an idle machine
    assert run().stdout == answer.stdout


def test_help_imports_nothing_heavy() -> None:
    heavy = {"sqlalchemy", "pydantic", "rich.console", "tantivy", "lxml", "alembic", "fastapi"}
    assert not heavy & _loaded_with("administration.cli")


def test_an_archive_on_folders_imports_nothing_that_speaks_to_servers() -> None:
    far = {"botocore", "boto3", "opensearchpy", "dbos"}
    assert not far & _loaded_with("administration.fixity")


def test_an_open_archive_imports_nothing_that_packs_checks_or_draws() -> None:
    later = {"storage.vault", "preservation.rounds", "access.viewing.making", "tools.pictures"}
    assert not later & _loaded_with("administration.wiring")


def _loaded_with(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(shown.stdout.split())


def test_a_reader_that_goes_away_is_no_error(shelf: Muniment) -> None:
    pipeline = subprocess.run(
        f"{PROGRAM} events LF-RAT-1 --home {shelf.home}; echo $? >&2",
        shell=True,
        stdout=_closed_pipe(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert pipeline.stderr == "141\n"


def _closed_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_interrupted_in_one_sentence(stocked: Muniment) -> None:
    with (
        sole_executor(Home(stocked.home)),
        subprocess.Popen(
            [PROGRAM, "tidy", "--home", stocked.home, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as waiting,
    ):
        _until_it_has_open(waiting.pid, "executor.lock")
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=20)
    assert waiting.returncode == 130
    assert "Traceback" not in err
    assert err.strip().endswith("[call.interrupted]")
    assert '"call.interrupted"' in out


def _until_it_has_open(process: int, name: str) -> None:
    deadline = time.monotonic() + 60  # it may be a busy machine
    while time.monotonic() < deadline:
        descriptors = Path(f"/proc/{process}/fd").glob("*")
        if any(os.path.realpath(one).endswith(name) for one in descriptors):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody waits for {name}")


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text()
    names = {command.__name__.replace("_", "-") for command in COMMANDS} | {
        group.info.name for group in GROUPS
    }
    assert names == {name for listed in FLOORS.values() for name in listed}
    for name in names:
        assert f"\n## `{name}`\n" in page
        section = page.split(f"\n## `{name}`\n")[1].split("\n## ")[0]
        options = set(re.findall(r"(?<![\w-])--[a-z-]+", run(str(name), "--help").stdout))
        for option in options - {"--help", "--home", "--json"}:
            assert option in section, f"{name} {option}"
    for group in GROUPS:
        for command in group.registered_commands:
            word = command.name or getattr(command.callback, "__name__", "")
            assert f"`muniment {group.info.name} {word}" in page


def test_version() -> None:
    assert re.fullmatch(r"muniment \d+\.\d+\.\d+\n", run("--version").stdout)
    assert app.info.name == "muniment"
    assert main(["--version", "--json"]) == 0


def test_sizes_and_numbers() -> None:
    assert [size(n) for n in (0, 999, 1000, 1_449_000, 99_500_000, 10**15)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "1.4 MB",
        "100 MB",
        "1.0 PB",
    ]
    assert (number(1234567, "en"), number(1234567, "de")) == ("1,234,567", "1.234.567")


@pytest.mark.parametrize(
    ("where", "said"),
    [("sum", True), ("m.sha512", False), ("bad/sum", True), ("a.txt", False)],
)
def test_a_refusal_names_its_source_unless_the_sentence_does(
    where: str, said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    error = MunimentError("ingest.checksum-mismatch", file="a.txt", manifest="m.sha512")
    Console("en", as_json=False).regret(error, where)
    assert capsys.readouterr().err.startswith(f"{where}: ") is said
