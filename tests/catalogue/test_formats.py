"""How much there is of each format: each stored file once, as the newest state has it."""

from __future__ import annotations

from catalogue import aips, formats
from catalogue.database import Database
from catalogue.formats import Amount, Held
from model.aip import Identification, Role
from tests.catalogue.samples import PDF, UNKNOWN, member, new_id, sealed, stored

BMP = Identification("fmt/116", "Windows Bitmap", "3.0", "image/bmp")
TIFF = Identification("fmt/353", "Tagged Image File Format", "", "image/tiff")
XML = Identification("fmt/101", "Extensible Markup Language", "1.0", "application/xml")
TEXT = Identification(None, mime="text/plain")


def test_nothing_is_held(database: Database) -> None:
    with database.read() as connection:
        assert formats.held(connection) == []
        assert formats.unidentified(connection) == formats.Unidentified(Amount(), ())


def test_content_of_the_newest_state_is_counted_once(database: Database) -> None:
    first, album = new_id(), new_id()
    mets = member("data/METS.xml", Role.METADATA, XML)
    old = [member("a.bmp", found=BMP), member("b.pdf", found=PDF), mets]
    made = member("data/representations/preservation-1/data/a.bmp.tif", Role.PRESERVATION, TIFF)
    with database.write() as connection:
        stored(connection, aip=first, members=old)
        aips.record(connection, sealed([*old, made], first, 2))
        stored(connection, aip=album, members=[member("c.pdf", found=PDF)])
    with database.read() as connection:
        found = formats.held(connection)
    size = len(old[1].path)
    assert [(one.puid, one.amount.files, one.amount.aips) for one in found] == [
        ("fmt/276", 2, 2),
        ("fmt/116", 1, 1),
        ("fmt/353", 1, 1),
    ]
    assert found[0] == Held("fmt/276", PDF.name, "1.7", PDF.mime, Amount(2, 2 * size, 2))


def test_a_format_that_was_renamed_is_one_format_by_its_last_name(database: Database) -> None:
    renamed = Identification("fmt/116", "Device Independent Bitmap", "3", "image/bmp")
    with database.write() as connection:
        stored(connection, members=[member("a", found=BMP)])
        stored(connection, members=[member("b", found=renamed)])
    with database.read() as connection:
        (found,) = formats.held(connection)
    assert (found.name, found.amount.files) == ("Device Independent Bitmap", 2)


def test_the_unidentified_with_what_was_guessed(database: Database) -> None:
    with database.write() as connection:
        stored(
            connection,
            members=[member("a", found=UNKNOWN), member("b", found=TEXT), member("c", found=TEXT)],
        )
        stored(connection, members=[member("d")])  # nobody asked
    with database.read() as connection:
        found = formats.unidentified(connection)
        assert formats.held(connection) == []
    assert (found.amount.files, found.amount.aips) == (4, 2)
    assert found.mimes == (("text/plain", 2), ("application/octet-stream", 1))
