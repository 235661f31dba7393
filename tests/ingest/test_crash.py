"""Kill it anywhere, start again: the work completes, and nothing is lost, doubled or half there.

The kill points are not picked by hand: the child counts every durable step (each fsync, link,
rename and commit) and is killed at one of them, chosen evenly over the whole run.
"""

from __future__ import annotations

import signal
from pathlib import Path
from uuid import UUID

import pytest

from catalogue import aips, copies
from catalogue.ledger import sequence
from tests.ingest.house import STORES, House, house
from tests.ingest.kills import PARTS, child, killing

_DEED = """
outcomes = archive.take(Path(sys.argv[2]))
assert [o.status for o in outcomes] == ["stored", "stored"], outcomes
"""
_PROGRAM = killing(_DEED)


def delivery(tmp_path: Path) -> Path:
    root = tmp_path / "delivery"
    (root / "akte").mkdir(parents=True)
    (root / "akte" / "1.txt").write_text("eins")
    (root / "akte" / "2.txt").write_text("zwei")
    (root / "foto.txt").write_text("drei")
    (root / "metadata.csv").write_text(
        "path,reference_code,parent,level,title\n,S,,fonds,Stadt\nakte,S-1,S,file,Akte\n"
        "foto.txt,S-2,S,item,Foto\n"
    )
    return root


def whole(archive: House) -> None:
    """Two AIPs, each once in each store, each once in the catalogue, told of once."""
    objects = archive.objects()
    assert {name: len(paths) for name, paths in objects.items()} == {"north": 2, "south": 2}
    for north, south in zip(objects["north"], objects["south"], strict=True):
        assert north.name == south.name
        assert north.read_bytes() == south.read_bytes()
    with archive.database.read() as connection:
        for path in objects["north"]:
            found = aips.generations(connection, UUID(path.parent.name))
            assert len(found) == 1
            held = copies.of_aip(connection, found[0].aip)
            assert [one.placement.store for one in held] == list(STORES)
    kinds = [event["kind"] for event in archive.events()]
    assert kinds.count("received") == 1
    assert kinds.count("stored") == 2
    assert kinds.count("described") == 1


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    """At which steps an undisturbed ingest begins and ends."""
    place = tmp_path_factory.mktemp("undisturbed")
    done = child(_PROGRAM, place / "home", delivery(place), 0)
    assert done.returncode == 0, done.stderr
    first, last = map(int, done.stdout.split())
    return first, last


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_and_started_again(tmp_path: Path, steps: tuple[int, int], part: int) -> None:
    first, last = steps
    at = first + 1 + round(part * (last - first - 1) / max(1, PARTS - 1))
    source = delivery(tmp_path)
    killed = child(_PROGRAM, tmp_path / "home", source, at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with house(tmp_path / "home") as archive:
        outcomes = archive.take(source)
        assert {outcome.status for outcome in outcomes} <= {"stored", "known"}
        assert len(outcomes) == 2
        whole(archive)
        assert archive.take(source)[0].status == "known"
        assert sequence(archive.database) > 0
        archive.vault.tidy(0)
        left = [path for name in STORES for path in (archive.home / name / "tmp").iterdir()]
        assert left == []
