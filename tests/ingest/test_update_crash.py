"""An update that is killed anywhere comes to the same generation when it is given again."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from catalogue import aips, descriptions
from catalogue.ledger import sequence
from tests.ingest.house import STORES, House, house
from tests.ingest.kills import PARTS, child, killing

_DEED = """
from catalogue.tables import aip as table
from sqlalchemy import select
with archive.database.read() as connection:
    identifier = connection.execute(select(table.c.id)).scalar_one()
(outcome,) = archive.take(Path(sys.argv[2]), update=identifier, reason="Nachlieferung")
assert outcome.status == "stored", outcome
"""
_PROGRAM = killing(_DEED)


def deliveries(tmp_path: Path) -> tuple[Path, Path]:
    """What is delivered first, and later."""
    first, later = tmp_path / "first", tmp_path / "later"
    first.mkdir()
    (first / "stays.txt").write_text("bleibt")
    (first / "changes.txt").write_text("alt")
    (first / "metadata.csv").write_text("path,reference_code,title\n.,S-1,Akte\n")
    shutil.copytree(first, later)
    (later / "changes.txt").write_text("neu")
    (later / "comes.txt").write_text("kommt")
    (later / "metadata.csv").write_text("path,reference_code,title\n.,S-1,Bessere Akte\n")
    return first, later


def whole(archive: House) -> None:
    """Two generations, each once in each store, in the catalogue, and told of once."""
    objects = archive.objects()
    for store in STORES:
        assert [path.name for path in objects[store]] == ["v00001.zip", "v00002.zip"]
    for north, south in zip(objects["north"], objects["south"], strict=True):
        assert north.read_bytes() == south.read_bytes()
    with archive.database.read() as connection:
        (identifier,) = aips.ids(connection, after=None, limit=10)
        assert [one.number for one in aips.generations(connection, identifier)] == [1, 2]
        ((one, _),) = descriptions.of_aip(connection, identifier)
    assert (one.description.title, one.revision) == ("Bessere Akte", 2)
    kinds = [event["kind"] for event in archive.events()]
    assert [kinds.count(kind) for kind in ("received", "stored", "updated")] == [2, 2, 1]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the first delivery."""
    place = tmp_path_factory.mktemp("begun")
    first, _ = deliveries(place)
    with house(place / "home") as archive:
        assert archive.one(first).status == "stored"
    return place


@pytest.fixture(scope="module")
def steps(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    """At which steps an undisturbed update begins and ends."""
    place = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(begun / "home", place / "home")
    done = child(_PROGRAM, place / "home", begun / "later", 0)
    assert done.returncode == 0, done.stderr
    first, last = map(int, done.stdout.split())
    return first, last


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_and_given_again(
    begun: Path, tmp_path: Path, steps: tuple[int, int], part: int
) -> None:
    first, last = steps
    at = first + 1 + round(part * (last - first - 1) / max(1, PARTS - 1))
    shutil.copytree(begun / "home", tmp_path / "home")
    killed = child(_PROGRAM, tmp_path / "home", begun / "later", at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with house(tmp_path / "home") as archive:
        with archive.database.read() as connection:
            (identifier,) = aips.ids(connection, after=None, limit=10)
        again = archive.one(begun / "later", update=identifier, reason="Nachlieferung")
        assert (again.status, again.generation) in {("stored", 2), ("known", 2)}
        whole(archive)
        assert archive.one(begun / "later", update=identifier).status == "known"
        assert sequence(archive.database) > 0
        archive.vault.tidy(0)
        left = [path for name in STORES for path in (archive.home / name / "tmp").iterdir()]
        assert left == []


@pytest.mark.parametrize("part", range(0, PARTS, 3))
def test_killed_and_another_one_comes(
    begun: Path, tmp_path: Path, steps: tuple[int, int], part: int
) -> None:
    """What was placed is a generation for ever; what never was gives way to the new delivery."""
    first, last = steps
    at = first + 1 + round(part * (last - first - 1) / max(1, PARTS - 1))
    shutil.copytree(begun / "home", tmp_path / "home")
    assert child(_PROGRAM, tmp_path / "home", begun / "later", at).returncode == -signal.SIGKILL
    other = shutil.copytree(begun / "later", tmp_path / "other")
    (other / "comes.txt").write_text("kommt anders")
    with house(tmp_path / "home") as archive:
        placed = {store: len(paths) for store, paths in archive.objects().items()}
        with archive.database.read() as connection:
            (identifier,) = aips.ids(connection, after=None, limit=10)
        stored = archive.one(other, update=identifier)
        assert (stored.status, stored.generation) == ("stored", max(placed.values()) + 1)
        for store in STORES:
            assert len(archive.objects()[store]) == stored.generation
        with archive.database.read() as connection:
            found = [one.number for one in aips.generations(connection, identifier)]
        assert found == list(range(1, (stored.generation or 0) + 1))
