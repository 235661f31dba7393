"""AIPs, generations, files: found by every name they have, and never by a neighbour's."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from catalogue import aips
from catalogue.aips import ORIGINAL
from catalogue.database import Connection, Database
from catalogue.tables import file, format
from model.aip import Identification, Member, Role
from model.digests import sha512
from tests.catalogue import samples
from tests.catalogue.samples import member

# each sorts close to the others, and "/" lies between "." and "0"
TRICKY = [
    "a",
    "a b",
    "a!",
    "a-b",
    "a.txt",
    "a/b",
    "a/b/c",
    "a/b-c",
    "a/b.txt",
    "a/b0",
    "a/bc/d",
    "a/Z",
    "a/ä",
    "a/日",
    "a/%2e",
    "a/_",
    "a0",
    "a0/b",
    "aa/b",
    "A/b",
    "ä",
    "ä/b",
    "a\u0308/b",  # the same letter, spelled with two characters
    "%",
    "_/b",
]


def recorded(connection: Connection, paths: list[str]) -> int:
    _, key = aips.record(
        connection,
        samples.sealed([member(path) for path in paths]),
        samples.submission(connection),
    )
    return key


def below(paths: list[str], folder: str) -> list[str]:
    found = [p for p in paths if not folder or p == folder or p.startswith(f"{folder}/")]
    return sorted(found, key=str.encode)


def test_generations_of_an_aip(database: Database) -> None:
    identifier = samples.new_id()
    with database.write() as connection:
        submission = samples.submission(connection)
        members = [
            member("a", found=samples.PDF),
            member("b", found=samples.UNKNOWN),
            member("data/METS.xml", Role.METADATA),
            member("bagit.txt", Role.TAG),
        ]
        assert not aips.exists(connection, identifier)
        first = samples.sealed(members, identifier)
        aip, key = aips.record(connection, first, submission)
        second = samples.sealed(members[:1], identifier, generation=2)
        assert aips.record(connection, second, submission) == (aip, key + 1)
    with database.read() as connection:
        assert aips.exists(connection, identifier)
        one, two = aips.generations(connection, identifier)
        assert (one.number, one.files, one.bytes) == (1, 2, sum(m.size for m in members[:2]))
        assert (two.number, two.files) == (2, 1)
        assert (one.aip, one.key, one.sealed_at) == (identifier, key, samples.AT)
        assert (one.sha256, one.size) == (first.object_sha256, first.object_size)
        assert one.manifest_sha512 == first.manifest_sha512
        assert one.files_root == first.files_root
        assert aips.newest([one, two]) == two
        assert aips.newest([]) is None
        assert aips.generations(connection, samples.new_id()) == []
        assert [f.member for f in aips.all_files(connection, key)] == sorted(
            members, key=lambda m: (m.role is not Role.ORIGINAL, m.path)
        )


def test_a_generation_is_recorded_once(database: Database) -> None:
    identifier = samples.new_id()
    with database.write() as connection:
        submission = samples.submission(connection)
        aips.record(connection, samples.sealed([member("a")], identifier), submission)
    with pytest.raises(IntegrityError), database.write() as connection:
        aips.record(connection, samples.sealed([member("b")], identifier), submission)
    with database.read() as connection:
        assert len(aips.generations(connection, identifier)) == 1
        assert connection.execute(select(func.count()).select_from(file)).scalar_one() == 1


def test_formats_are_kept_once_each(database: Database) -> None:
    kinds = [
        samples.PDF,
        samples.UNKNOWN,
        Identification(None, mime="text/plain"),
        Identification("fmt/276", "Acrobat PDF 1.7", "1.7", "application/x-pdf"),
        None,
    ]
    with database.write() as connection:
        for _ in range(2):
            members = [member(f"{n}", found=kind) for n, kind in enumerate(kinds * 2)]
            _, key = aips.record(
                connection, samples.sealed(members), samples.submission(connection)
            )
        assert connection.execute(select(func.count()).select_from(format)).scalar_one() == 4
        found = [f.member.identification for f in aips.all_files(connection, key)]
        assert found == kinds * 2


@pytest.mark.parametrize("limit", [1, 3, 1_000])
def test_pages_of_files_are_complete_and_repeat_nothing(database: Database, limit: int) -> None:
    with database.write() as connection:
        key = recorded(connection, TRICKY)
        recorded(connection, TRICKY)  # another generation's
        seen: list[str] = []
        after = ""
        while page := aips.files(connection, key, after=after, limit=limit):
            assert len(page) <= limit
            seen += [one.name for one in page]
            after = page[-1].member.path
    assert seen == below(TRICKY, "")


@pytest.mark.parametrize("folder", ["", *TRICKY, "a/", "a/b/", "b", "a/b/c/d", "A", "%2"])
def test_below_a_folder_is_what_lies_in_it(database: Database, folder: str) -> None:
    with database.write() as connection:
        key = recorded(connection, TRICKY)
        found = [one.name for one in aips.payload_of(connection, key, folder)]
        assert found == below(TRICKY, folder.rstrip("/"))
        assert [
            one.name
            for page in iter_pages(connection, key, f"{ORIGINAL}{folder}".rstrip("/"))
            for one in page
        ] == found


def iter_pages(connection: Connection, key: int, below: str) -> list[list[aips.File]]:
    pages, after = [], ""
    while page := aips.files(connection, key, below=below, after=after, limit=2):
        pages.append(page)
        after = page[-1].member.path
    return pages


def test_payload_is_what_the_producer_gave(database: Database) -> None:
    with database.write() as connection:
        members = [
            member("a"),
            member("data/documentation/a", Role.DOCUMENTATION),
            member("data/representations/original/METS.xml", Role.METADATA),
            member("data/representations/original/database/x", Role.METADATA),
            member("bagit.txt", Role.TAG),
        ]
        _, key = aips.record(connection, samples.sealed(members), samples.submission(connection))
        assert [one.name for one in aips.payload_of(connection, key)] == ["a"]
        assert len(list(aips.all_files(connection, key))) == 5
        assert [one.name for one in aips.all_files(connection, key, "data/documentation")] == [
            "data/documentation/a"
        ]


@pytest.mark.parametrize("path", TRICKY)
def test_a_file_is_found_by_both_its_paths(database: Database, path: str) -> None:
    with database.write() as connection:
        key = recorded(connection, TRICKY)
        for name in (path, f"{ORIGINAL}{path}"):
            one = aips.file_of(connection, key, name)
            assert one is not None
            assert (one.name, one.generation) == (path, key)
            assert one.member == member(path)
        for wrong in (f"{path}/", f"/{path}", f"{path}x", path + "\x00", "", "A/B", "%%"):
            assert aips.file_of(connection, key, wrong) is None
        assert aips.file_of(connection, key + 1, path) is None


def test_a_producer_may_use_our_names(database: Database) -> None:
    with database.write() as connection:
        members = [member("bagit.txt"), member("bagit.txt", Role.TAG)]
        _, key = aips.record(connection, samples.sealed(members), samples.submission(connection))
        ours = aips.file_of(connection, key, "bagit.txt")
        theirs = aips.file_of(connection, key, f"{ORIGINAL}bagit.txt")
    assert ours is not None
    assert theirs is not None
    assert (ours.member.role, theirs.member.role) == (Role.TAG, Role.ORIGINAL)


def test_large_numbers_survive(database: Database) -> None:
    huge = Member("x", 1 << 50, sha512(b""), 0xFFFFFFFF, 1 << 60, Role.TAG)
    with database.write() as connection:
        _, key = aips.record(connection, samples.sealed([huge]), samples.submission(connection))
        (found,) = aips.all_files(connection, key)
    assert found.member == huge


def test_many_files_are_recorded_quickly(database: Database) -> None:
    members = [
        Member(f"{ORIGINAL}{n % 100:03}/{n:06}.tif", n, bytes(64), n, n, Role.ORIGINAL, samples.PDF)
        for n in range(50_000)
    ]
    with database.write() as connection:
        submission = samples.submission(connection)
        start = time.perf_counter()
        _, key = aips.record(connection, samples.sealed(members), submission)
        took = time.perf_counter() - start
        assert sum(1 for _ in aips.payload_of(connection, key, "007")) == 500
    # an idle machine writes 200,000 a second into SQLite, and 60,000 over the wire
    assert len(members) / took > (25_000 if database.is_embedded else 5_000)


@pytest.mark.embedded
def test_files_are_found_by_the_index(database: Database) -> None:
    with database.read() as connection:
        plan = connection.execute(
            text(
                "explain query plan select * from file left join format on format.key = format "
                "where generation = 1 and path > 'x' and path >= 'a' and path < 'a0' "
                "and (path = 'a' or path >= 'a/') order by path limit 1000"
            )
        )
        steps = [row.detail for row in plan]
    assert steps[0].startswith("SEARCH file USING PRIMARY KEY (generation=? AND path>? AND path<?)")
    assert not any("TEMP B-TREE" in step for step in steps)
