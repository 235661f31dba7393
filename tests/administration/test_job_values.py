"""What the engine keeps: JSON comes back, a pickle is refused and runs nothing."""

from __future__ import annotations

import base64
import pickle
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dbos._serialization import deserialize_args, deserialize_exception, deserialize_value

from administration.home import Home
from administration.jobs.values import json_alone, require_json
from administration.wiring import open_archive
from catalogue import jobs
from model.errors import MunimentError
from model.job import JobState
from tests.administration.test_jobs import command, home, state, until, worker

__all__ = ["home"]  # a fixture


class Evil:
    """Leaves a mark where somebody unpickles it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


def pickled(value: object) -> str:
    return base64.b64encode(pickle.dumps(value)).decode()


@pytest.mark.parametrize("read", [deserialize_value, deserialize_args, deserialize_exception])
def test_a_pickle_is_refused_wherever_the_engine_reads(read: Any, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(MunimentError, match="something that is not JSON for this job"):
        read(pickled(Evil(mark)), "py_pickle", json_alone())
    assert not mark.exists()


@pytest.mark.parametrize(
    "value", [(1,), {1: "a"}, {"day": date(2026, 1, 1)}, {1}, b"x", float("nan"), Path("x")]
)
def test_what_json_cannot_say_is_our_mistake(value: object) -> None:
    with pytest.raises(TypeError, match="a job cannot keep"):
        require_json({"value": value})
    require_json({"value": [1, 2.5, None, True, "ö", {"a": []}]})


@pytest.mark.parametrize("evil", [True, False])
def test_a_pickled_job_ends_with_a_sentence_and_can_be_tried_again(
    home: Home, tmp_path: Path, evil: bool
) -> None:
    """What somebody wrote into the engine's database, and what an older program left there."""
    mark = tmp_path / "mark"
    with open_archive(home) as archive:
        job = archive.jobs.start("verify", {})
        left: object = Evil(mark) if evil else {"args": ("verify", {}), "kwargs": {}}
        with closing(sqlite3.connect(home.path / "jobs.db")) as engine:
            ours = engine.execute("select serialization from workflow_status").fetchall()
            said = engine.execute("select inputs from workflow_input").fetchall()
            assert ours == [("portable_json",)]
            assert said == [('{"namedArgs":{},"positionalArgs":["verify",{}]}',)]
            engine.execute("update workflow_status set serialization = 'py_pickle'")
            engine.execute("update workflow_input set inputs = ?", (pickled(left),))
            engine.commit()
        with worker(home):
            until(lambda: state(archive, job) is JobState.FAILED, "nobody says what became of it")
            code, told = command(home, "jobs", "retry", job)
            assert code == 0
            until(lambda: state(archive, told["job"]) is JobState.DONE, "it cannot be had again")
        with archive.database.read() as connection:
            one = jobs.by_id(connection, job)
    assert one
    assert one.code == "jobs.unreadable"
    assert "kein JSON" in one.message["de"]
    assert not mark.exists()
    assert command(home, "ledger", "verify")[0] == 0
