"""The nightly round: longest unchecked first, damage healed and told, a crash survived."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from catalogue import absences, copies, incidents, rounds
from catalogue.copies import CopyStatus
from catalogue.incidents import Chapter, Incident
from model.errors import MunimentError
from preservation.findings import Recorder
from preservation.fixity import Fixity
from preservation.orphans import Orphans
from preservation.repair import Repair
from preservation.rounds import Pace, Rounds
from preservation.searching import Search
from storage.vault import Vault
from tests.ingest.house import House, house, new_id, now
from tests.ingest.quiet import QUIET


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[House]:
    """Three AIPs in two stores."""
    with house(tmp_path / "home") as opened:
        for name in ("eins", "zwei", "drei"):
            source = tmp_path / name
            source.mkdir()
            (source / "akte.txt").write_text(f"Akte {name}. " * 400)
            assert opened.one(source).status == "stored"
        yield opened


def rounds_of(
    archive: House,
    pace: Pace = Pace(),  # noqa: B008 - frozen
    vault: Vault | None = None,
) -> Rounds:
    recorder = Recorder(now, new_id, archive.accession.agent)
    vault = vault or archive.vault
    search = Search(Orphans(archive.database, vault, QUIET), recorder)
    return Rounds(Repair(Fixity(archive.database, vault, recorder, QUIET)), search, pace)


def whole(work: Rounds) -> rounds.Round:
    one = work.begin()
    for place in work.due(one):
        assert work.work(one, place) is not None
    return work.end(one)


def damage(path: Path) -> None:
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def kinds(archive: House, *wanted: str) -> list[str]:
    return [str(e["kind"]) for e in archive.events() if e["kind"] in wanted]


def told(archive: House, *, are_open: bool) -> list[tuple[Incident, list[tuple[Chapter, str]]]]:
    with archive.database.read() as connection:
        found = incidents.newest(connection, are_open=are_open, most=10)
        stories = incidents.stories(connection, found)
    return [(one, [(e.what, e.store) for e in stories[one.id]]) for one in found]


def test_everything_is_checked_once(archive: House) -> None:
    done = whole(rounds_of(archive))
    assert (done.partitions, done.checked, done.intact, done.damaged) == (6, 6, 6, 0)
    assert done.ended_at is not None
    assert kinds(archive, "round-ended") == ["round-ended"]
    # an intact copy has no event of its own, a partition's end has one
    assert len(kinds(archive, "checked")) == 6
    assert told(archive, are_open=True) == told(archive, are_open=False) == []
    # and nothing is due before the interval is over
    assert rounds_of(archive).due(rounds_of(archive).begin()) == []


def test_longest_unchecked_first(archive: House) -> None:
    work = rounds_of(archive, Pace(interval=timedelta(0)))
    one = work.begin()
    first, second, *rest = work.due(one)
    with archive.database.write() as connection:
        for days, (store, number) in ((1, first), (9, second), *((5, p) for p in rest)):
            at = now() - timedelta(days=days)
            copies.partition_checked(connection, number, store, at, "routine")
    assert work.due(one)[0] == second
    assert work.due(one)[-1] == first


def test_damage_is_healed_and_told(archive: House) -> None:
    bad = archive.objects()["south"][0]
    good = bad.read_bytes()
    damage(bad)
    done = whole(rounds_of(archive))
    assert (done.damaged, done.healed) == (1, 1)
    assert bad.read_bytes() == good
    assert told(archive, are_open=True) == []
    ((incident, story),) = told(archive, are_open=False)
    assert (incident.store, incident.verdict, incident.alarm) == ("south", "altered", False)
    assert story == [
        (Chapter.FOUND, "south"),
        (Chapter.HEALED, "north"),
        (Chapter.VERIFIED, "south"),
    ]
    assert kinds(archive, "damaged", "incident-opened", "repaired", "incident-closed") == [
        "damaged",
        "incident-opened",
        "repaired",
        "incident-closed",
    ]


def test_no_copy_left_is_an_alarm_that_stays(archive: House) -> None:
    objects = archive.objects()
    for name in ("north", "south"):
        damage(objects[name][0])
    kept = [objects[name][0].read_bytes() for name in ("north", "south")]
    for _ in range(2):  # the second night tells nothing new
        done = whole(rounds_of(archive, Pace(interval=timedelta(0))))
        assert done.damaged > done.healed
        found = told(archive, are_open=True)
        assert [one.alarm for one, _ in found] == [True, True]
        for one, story in found:
            other = {"north": "south", "south": "north"}[one.store]
            assert story == [
                (Chapter.FOUND, one.store),
                (Chapter.SOURCE_BAD, other),
                (Chapter.NO_SOURCE, one.store),
            ]
    with archive.database.read() as connection:
        assert incidents.open_and_alarming(connection) == (2, 2)
    assert [objects[name][0].read_bytes() for name in ("north", "south")] == kept
    failed = [e for e in archive.events() if e["kind"] == "round-ended"]
    assert [e["outcome"] for e in failed] == ["failure", "failure"]


def test_a_medium_that_comes_back_closes_its_incident(archive: House) -> None:
    firsts = [paths[0] for paths in archive.objects().values()]
    hidden = [path.rename(path.with_suffix(".away")) for path in firsts]
    work = rounds_of(archive, Pace(interval=timedelta(0)))
    whole(work)
    assert len(told(archive, are_open=True)) == 2
    for path in hidden:
        path.rename(path.with_suffix(".zip"))
    whole(work)
    assert told(archive, are_open=True) == []
    assert all(story[-1][0] is Chapter.BACK for _, story in told(archive, are_open=False))


def test_a_round_that_broke_off_is_taken_up(archive: House) -> None:
    damage(archive.objects()["north"][0])
    work = rounds_of(archive)
    one = work.begin()
    first, *rest = work.due(one)
    work.work(one, first)
    again = rounds_of(archive)
    assert again.begin().id == one.id
    assert again.due(again.begin()) == rest
    done = whole(again)
    assert (done.id, done.checked, done.damaged, done.healed) == (one.id, 6, 1, 1)


def test_damage_found_before_a_crash_is_healed_after_it(archive: House) -> None:
    bad = archive.objects()["north"][0]
    damage(bad)
    work = rounds_of(archive)
    one = work.begin()
    for store, number in work.due(one):
        # dies between the check and the healing
        work.repair.fixity.check_partition(store, number)
    assert len(told(archive, are_open=True)) == 1
    done = whole(rounds_of(archive))
    assert done.healed == 1
    assert told(archive, are_open=True) == []


def test_two_workers_never_share_a_partition(archive: House) -> None:
    work = rounds_of(archive)
    one = work.begin()
    place = work.due(one)[0]
    other = replace(one, id=UUID(int=7))
    with archive.database.write() as connection:
        at = now()
        assert rounds.claim(connection, *place, other.id, at, at + timedelta(minutes=1))
    assert work.work(one, place) is None
    with archive.database.write() as connection:
        # a lease that ran out is anybody's
        rounds.claim(connection, *place, other.id, at, at - timedelta(seconds=1))
    assert work.work(one, place) == 1


def test_a_round_has_its_hours(archive: House) -> None:
    work = rounds_of(archive, Pace(hours=1))
    one = work.begin()
    assert not work.is_over(one)
    assert work.is_over(replace(one, begun_at=now() - timedelta(hours=2)))


def test_story_of_a_changed_verdict(archive: House) -> None:
    objects = archive.objects()
    for name in ("north", "south"):
        damage(objects[name][0])
    work = rounds_of(archive, Pace(interval=timedelta(0)))
    whole(work)
    objects["north"][0].unlink()
    whole(work)
    stories = {one.store: (one.verdict, story) for one, story in told(archive, are_open=True)}
    assert stories["north"][0] == "missing"
    assert stories["north"][1][-1] == (Chapter.FOUND, "north")
    assert stories["south"][0] == "altered"


def test_a_copy_marked_bad_long_ago_gets_its_incident(archive: House) -> None:
    """Damage that a program without incidents recorded."""
    with archive.database.write() as connection:
        (one, *_) = copies.in_partition(
            connection, int(archive.objects()["north"][0].parent.name[-4:], 16), "north"
        )
        copies.set_status(connection, one.key, CopyStatus.ALTERED, datetime(2026, 1, 1, tzinfo=UTC))
    damage(archive.objects()["north"][0])
    whole(rounds_of(archive))
    assert len(told(archive, are_open=False)) == 1
    assert os.path.exists(archive.objects()["north"][0])  # noqa: PTH110


def test_a_store_that_disappears_in_the_middle(archive: House) -> None:
    work = rounds_of(archive)
    one = work.begin()
    assert work.ask() == []
    places = work.due(one)
    first = next(place for place in places if place[0] == "south")
    assert work.work(one, first) == 1
    hidden = (archive.home / "south").rename(archive.home / "unmounted")
    others = [place for place in places if place != first]
    for place in others:
        if place[0] == "north":
            assert work.work(one, place) == 1
        else:
            with pytest.raises(MunimentError, match="south"):
                work.work(one, place)
    with archive.database.read() as connection:
        (absence,) = absences.absent(connection)
    assert absence.store == "south"
    done = work.end(one)
    assert (done.checked, done.damaged) == (4, 0)
    (ended,) = [event for event in archive.events() if event["kind"] == "round-ended"]
    assert (ended["away"], ended["outcome"]) == (1, "failure")
    # it is told once, however often it is asked
    assert rounds_of(archive).ask() == ["south"]
    assert kinds(archive, "store-away", "store-back") == ["store-away"]
    hidden.rename(archive.home / "south")
    again = rounds_of(archive)
    assert again.ask() == []
    assert kinds(archive, "store-away", "store-back") == ["store-away", "store-back"]
    later = again.begin()
    # exactly what was not checked is due; no other worker's lease is in the way
    assert sorted(again.due(later)) == sorted(place for place in others if place[0] == "south")
    assert whole(again).checked == 2


def test_what_cannot_be_healed_now_holds_up_nobody(archive: House) -> None:
    """The healthy copy is in a store that is away: the others are checked all the same."""
    damage(archive.objects()["north"][0])
    hidden = (archive.home / "south").rename(archive.home / "unmounted")
    work = rounds_of(archive)
    one = work.begin()
    for place in work.due(one):
        if place[0] == "north":
            assert work.work(one, place) == 1
    assert work.end(one).healed == 0
    assert [found.alarm for found, _ in told(archive, are_open=True)] == [False]
    hidden.rename(archive.home / "south")
    assert work.repair.repair().repaired == 1
