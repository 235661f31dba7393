"""The bar of a job: it counts all that has to be done, and is not full before it is done."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from administration.workflows.inline import InlineSteps
from administration.workflows.telling import CourseProgress, StepProgress
from ingest.accession import Wishes
from tests.ingest.house import STORES, house
from tests.ingest.quiet import QUIET

SIZE = 3_000_000


class Told(InlineSteps):
    """Steps that remember how far they were told to be."""

    def __init__(self) -> None:
        super().__init__(QUIET)
        self.told: list[tuple[int, int, str]] = []

    def progress(self, done: int, total: int, stage: str = "") -> None:
        self.told.append((done, total, stage))


def test_a_submission_is_read_packed_and_read_back_from_every_store(tmp_path: Path) -> None:
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    (delivery / "film.bin").write_bytes(bytes(range(256)) * (SIZE // 256))
    size = (delivery / "film.bin").stat().st_size
    steps = Told()
    with house(tmp_path / "home") as small:
        progress = CourseProgress(steps, len(STORES))
        accession = replace(small.accession, progress=progress)
        (outcome,) = accession.take(delivery, Wishes())
    assert outcome.status == "stored"
    whole = size * (2 + len(STORES))
    assert {total for _, total, _ in steps.told} == {whole}
    stages = list(dict.fromkeys(stage for *_, stage in steps.told))
    assert stages == ["read", "identify", "pack", "read-back"]
    done = [one for one, *_ in steps.told]
    assert all(before <= later for before, later in pairwise(done))
    reached = {stage: one for one, _, stage in steps.told}
    assert reached["read"] <= size
    assert reached["pack"] <= 2 * size
    # to within a step of the bar, and never the whole before the job itself is done
    assert whole * 0.98 <= reached["read-back"] < whole


def test_each_stage_of_other_jobs_has_a_bar_of_its_own() -> None:
    steps = Told()
    progress = StepProgress(steps)
    progress.begin("fill", 10)
    progress.advance(10)
    progress.begin("verify", 2)
    assert steps.told == [(0, 10, "fill"), (10, 10, "fill"), (0, 2, "verify")]
