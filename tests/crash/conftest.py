"""Archives before each deed, made once; and how many steps each deed takes undisturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.administration.conftest import Muniment, deliver
from tests.crash.child import run
from tests.crash.deeds import DEEDS, Deed, copied


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One in which nothing was stored, and one with a delivery of three units."""
    root = tmp_path_factory.mktemp("crash")
    new = Muniment(root / "new")
    new.json("init")
    stocked = copied(new.home, root / "stocked")
    stocked.json("ingest", deliver(root / "delivery"))
    return new.home, stocked.home


@pytest.fixture(scope="session")
def steps() -> dict[str, int]:
    """How many durable steps each deed has; filled when it is first asked for."""
    return {}


def counted(steps: dict[str, int], deed: Deed, muniment: Muniment, words: tuple[str, ...]) -> int:
    """The steps of a deed, counted over a copy of the archive that stands ready for it."""
    if deed.name not in steps:
        other = copied(muniment.home, muniment.home.parent / "undisturbed")
        done = run(other.home, words)
        assert done.code == deed.ends, done.err
        steps[deed.name] = done.steps
    return steps[deed.name]


BY_NAME = {deed.name: deed for deed in DEEDS}
