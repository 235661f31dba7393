"""What is not public does not exist; what is closed says until when and why."""

from __future__ import annotations

from uuid import UUID

import pytest

from catalogue import ledger
from model.ids import ark
from model.policy import UserRole
from tests.access.portal import Portal


def undescribed(portal: Portal) -> str:
    year = portal.archive.clock().year
    return f"Z{year}-0001"


@pytest.mark.parametrize("refcode", ["S-3", "S-6", ""])
def test_a_hidden_unit_is_404_in_every_way(open_portal: Portal, refcode: str) -> None:
    refcode = refcode or undescribed(open_portal)
    identifier = open_portal.id(refcode)
    for path in (
        f"/unit/{identifier}",
        f"/ref/{refcode}",
        f"/{ark('99999', UUID(identifier))}",
        f"/api/v1/units/{identifier}",
        f"/api/v1/units/{refcode}",
        f"/api/v1/units/{identifier}/children",
        f"/api/v1/units/{identifier}/files",
        f"/unit/{identifier}/file/{open_portal.aip('S-3')}/geheim.txt",
    ):
        answer = open_portal.public.get(path)
        assert answer.status_code == 404, path
        assert "Fürsorge" not in answer.text
    reader = open_portal.signed_in(UserRole.READER)
    assert reader.get(f"/unit/{identifier}").status_code == 404
    archivist = open_portal.signed_in(UserRole.ARCHIVIST)
    assert archivist.get(f"/unit/{identifier}").status_code == 200


def test_where_a_unit_lies_is_for_staff_alone(open_portal: Portal) -> None:
    identifier = open_portal.id("S-5")
    reader = open_portal.signed_in(UserRole.READER)
    for client in (open_portal.public, reader):
        for path in (f"/unit/{identifier}", f"/api/v1/units/{identifier}", "/api/v1/search?q=U"):
            assert "Tresor" not in client.get(path).text, path
        assert client.get("/api/v1/search?q=Tresor").json()["total"] == 0
    assert "U 12" in open_portal.public.get(f"/unit/{identifier}").text
    assert "Tresor 3" in open_portal.signed_in(UserRole.DESK).get(f"/unit/{identifier}").text


def test_hidden_units_are_in_no_list_and_no_count(open_portal: Portal) -> None:
    everything = open_portal.public.get("/api/v1/search").json()
    assert {hit["refcode"] for hit in everything["hits"]} == {
        "S", "S-1", "S-1-1", "S-2", "S-4", "S-5",
    }  # fmt: skip
    assert everything["total"] == 6
    fonds = next(f for f in everything["facets"]["fonds"] if f["value"] == "S")
    assert fonds["count"] == 6
    assert open_portal.public.get("/api/v1/search?q=F%C3%BCrsorge").json()["total"] == 0
    below = open_portal.public.get(f"/api/v1/units/{open_portal.id('S')}/children").json()
    assert below["total"] == 4
    assert [child["refcode"] for child in below["children"]] == ["S-1", "S-2", "S-4", "S-5"]
    page = open_portal.public.get(f"/unit/{open_portal.id('S-2')}").text
    assert "Nachlass Brücke" in page  # the next one, past the hidden one
    assert "Fürsorge" not in page
    home = open_portal.public.get("/").text
    assert "Fürsorge" not in home
    assert "6 units described" in home
    staff = open_portal.signed_in(UserRole.ARCHIVIST).get("/api/v1/search").json()
    assert staff["total"] == 9


@pytest.mark.parametrize(
    ("refcode", "name", "said"),
    [("S-2", "zu.txt", "until 2036-01-01"), ("S-4", "gesperrt.txt", "no day is set")],
)
def test_closed_content_says_until_when_and_why(
    open_portal: Portal, refcode: str, name: str, said: str
) -> None:
    page = open_portal.public.get(f"/unit/{open_portal.id(refcode)}").text
    assert "The files are closed" in page
    assert name not in page
    reason = "general protection period" if refcode == "S-2" else "Locked by the archive"
    assert reason in page
    assert open_portal.public.get(f"/api/v1/units/{refcode}").json()["aips"] == []
    answer = open_portal.public.get(open_portal.file(refcode, name))
    assert answer.status_code == 403
    assert said in answer.text
    api = open_portal.public.get("/api/v1/units" + open_portal.file(refcode, name)[5:])
    assert api.status_code == 403
    assert api.headers["content-type"] == "application/problem+json"
    assert api.json()["code"] == ("access.closed" if refcode == "S-2" else "access.locked")


def test_a_closed_file_by_way_of_an_open_unit(open_portal: Portal) -> None:
    path = f"/unit/{open_portal.id('S-1')}/file/{open_portal.aip('S-2')}/zu.txt"
    assert open_portal.public.get(path).status_code == 404
    outside = f"/unit/{open_portal.id('S-1-1')}/file/{open_portal.aip('S-1')}/wappen.svg"
    assert open_portal.public.get(outside).status_code == 404
    for name in ("data/METS.xml", "../METS.xml", "bagit.txt"):
        assert open_portal.public.get(open_portal.file("S-1", name)).status_code == 404


def test_staff_reading_closed_content_is_told_to_the_ledger_once(open_portal: Portal) -> None:
    def delivered() -> int:
        with open_portal.archive.database.read() as connection:
            about = ledger.events_about(connection, UUID(open_portal.id("S-2")))
            return sum(event.fields["kind"] == "delivered" for event in about)

    assert delivered() == 0
    archivist = open_portal.signed_in(UserRole.ARCHIVIST)
    for _ in range(3):
        answer = archivist.get(open_portal.file("S-2", "zu.txt"))
        assert (answer.status_code, answer.content) == (200, b"Haushalt 2005")
    assert delivered() == 1
    auditor = open_portal.signed_in(UserRole.AUDITOR)
    assert auditor.get(open_portal.file("S-2", "zu.txt")).status_code == 403


def test_a_part_shows_its_own_file_and_its_place(open_portal: Portal) -> None:
    page = open_portal.public.get(f"/unit/{open_portal.id('S-1-1')}").text
    assert "plan.txt" in page
    assert "wappen.svg" not in page
    assert "Stadt Musterfurt" in page


def test_markup_in_descriptions_is_text(open_portal: Portal) -> None:
    page = open_portal.public.get(f"/unit/{open_portal.id('S-1')}").text
    assert "&lt;b&gt;Pläne&lt;/b&gt;" in page
    assert "<b>Pläne" not in page
    hits = open_portal.public.get("/search?q=Pl%C3%A4ne").text
    assert "<b>Pläne" not in hits
