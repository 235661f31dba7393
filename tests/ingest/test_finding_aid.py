"""Finding aids: what they say arrives, the same again changes nothing, what is wrong is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalogue import ledger, revising, staging
from catalogue.search import indexer
from catalogue.tables import description, ead_import, ead_staged
from model.description import Level
from model.errors import MunimentError
from model.rights import Reason
from model.rights.opening import NEVER
from tests.ingest.finding_aids import Desk, counts, desk, findbuch, unit


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def left_behind(at: Desk) -> int:
    with at.archive.database.read() as connection:
        rows = (select(func.count()).select_from(table) for table in (ead_staged, ead_import))
        return sum(connection.execute(query).scalar_one() for query in rows)


def events(at: Desk, refcode: str) -> list[dict[str, object]]:
    identifier = at.find(refcode).description.id
    with at.archive.database.read() as connection:
        found = ledger.events_about(connection, identifier)
        return [one.fields for one in found if one.fields["kind"] == "imported"]


@pytest.mark.shared
def test_every_file_of_the_corpus_goes_in_and_again_changes_nothing(at: Desk, shared: Path) -> None:
    files = sorted((shared / "corpus" / "ead" / "ddb").glob("EAD*.xml"))
    assert len(files) == 6
    for path in files:
        report = at.take_file(path)
        assert report.rejected == [], path.name
        assert counts(at.take_file(path)) == (0, 0, counts(report)[0] + report.updated
                                              + report.unchanged, 0), path.name  # fmt: skip
    assert at.above("Archivaliensignatur")[0] == "Identifier_der_Archivtektonik"
    assert at.find("Bestandssignatur").description.level is Level.FONDS
    assert left_behind(at) == 0


def test_fields_arrive_where_they_belong(at: Desk) -> None:
    did = """<unitid type="Altsignatur">alt 7</unitid>
    <abstract type="enthält u.a.">Pläne</abstract><origination label="Provenienz">
    <name source="GND" authfilenumber="1">Bauamt</name></origination>
    <physdesc>gebunden<genreform normal="Karten und Pläne">Karte</genreform><extent>3 Bl.</extent>
    <dimensions>A1</dimensions></physdesc><physloc>Magazin 2</physloc>
    <container type="Schachtel">17</container><note><p>eins</p><p>zwei</p></note>
    <langmaterial><language langcode="ger">Deutsch</language></langmaterial>"""
    beside = """<odd><head>Maßstab</head><p>1:100</p></odd><index>
    <indexentry><subject>Brücke</subject></indexentry>
    <indexentry><geogname source="GND" authfilenumber="9">Au</geogname></indexentry>
    <indexentry><persname role="Autor">Maier</persname></indexentry></index>"""
    at.take(findbuch(unit(1, did=did, beside=beside)))
    one = at.find("F1-1a").description
    assert (one.title, one.old_refcode, one.scope) == ("Akte 1", "alt 7", "Pläne")
    assert (one.creator, one.genre, one.extent) == ("Bauamt", "Karten und Pläne", "3 Bl.")
    assert (one.location, one.container) == ("Magazin 2", "Schachtel 17")
    assert (one.note, one.language) == ("eins\n\nzwei", "ger")
    assert (one.subjects, one.places) == (("Brücke",), ("Au",))
    assert (one.period.start, one.period.end, one.period.text) == (
        date(1900, 1, 1), date(1905, 12, 31), "",
    )  # fmt: skip
    kept = {(more.kind, more.head, more.text) for more in one.further}
    assert {
        ("odd", "Maßstab", "1:100"),
        ("persname", "Autor", "Maier"),
        ("physdesc", "", "gebunden"),
        ("dimensions", "", "A1"),
    } <= kept


def test_a_period_that_is_half_known_opens_nothing(at: Desk) -> None:
    text = unit(1).replace('<unitdate normal="1900-01-01/1905-12-31">1900-1905', "<unitdate>1900–")
    at.take(findbuch(text))
    one = at.find("F1-1a")
    assert (one.description.period.start, one.description.period.end) == (date(1900, 1, 1), None)
    assert one.opening.content_from == NEVER


def test_the_same_again_keeps_what_archivists_have_corrected(at: Desk) -> None:
    text = findbuch(unit(1) + unit(2))
    assert counts(at.take(text)) == (3, 0, 0, 0)
    one = at.find("F1-1a")
    corrected = replace(one.description, title="Akte 1, berichtigt", location="Magazin 9")
    with at.archive.database.write() as connection:
        revising.change(
            connection, corrected, 1, at.archive.rules, at.archive.clock(), at.archive.agent.id
        )
    assert counts(at.take(text)) == (0, 0, 3, 0)
    assert at.find("F1-1a").description == corrected
    assert counts(at.take(text.replace("Akte 1<", "Akte eins<"))) == (0, 1, 2, 0)
    now = at.find("F1-1a")
    assert (now.description.title, now.description.location) == ("Akte eins", "Magazin 9")
    with at.archive.database.read() as connection:
        titles = [r.said.title for r in revising.history(connection, now)]
    assert titles == ["Akte eins", "Akte 1, berichtigt", "Akte 1"]


def test_one_event_for_each_import_and_no_words_in_it(at: Desk) -> None:
    at.take(findbuch(unit(1)))
    at.take(findbuch(unit(1) + unit(2) + unit(2)))
    first, second = events(at, "F1")
    assert (first["created"], first["rejected"]) == (2, 0)
    assert (second["created"], second["unchanged"], second["rejected"]) == (1, 2, 1)
    assert "Akte" not in str(second)


def test_imported_units_can_be_found(at: Desk) -> None:
    at.take(findbuch(unit(1)))
    with at.archive.database.read() as connection:
        assert indexer.waiting(connection) == 2


def test_a_restriction_in_words_closes_until_somebody_has_read_it(at: Desk) -> None:
    closed = "<accessrestrict><p>Nur mit Zustimmung der Familie</p></accessrestrict>"
    opened = "<accessrestrict><p>Keine Einschränkungen</p></accessrestrict>"
    at.take(findbuch(unit(1, beside=closed) + unit(2, beside=opened)))
    assert at.find("F1-1a").opening.reason is Reason.LOCKED
    assert at.find("F1-2a").opening.content_from == date(1936, 1, 1)
    # and it closes what is below: a lock by hand on the fonds
    text = findbuch(unit(1, beside=closed) + unit(2, beside=opened))
    lock = text.replace("<unittitle>Bauamt</unittitle></did>",
                        "<unittitle>Bauamt</unittitle></did><accessrestrict><p>gesperrt</p>"
                        "</accessrestrict>", 1)  # fmt: skip
    assert counts(at.take(lock)) == (0, 1, 2, 0)
    assert at.find("F1-2a").opening.reason is Reason.LOCKED


def test_what_is_wrong_with_a_unit_rejects_it_and_what_is_below(at: Desk) -> None:
    nameless = '<c level="file" id="n"><did/><c level="item" id="i"><did><unittitle>x</unittitle>'
    at.take(findbuch(unit(7), eadid="F0"))
    report = at.take(
        findbuch(
            unit(1)
            + unit(1)
            + f"{nameless}</did></c></c>"
            + '<c level="file"><did><unittitle>ohne alles</unittitle></did></c>'
            + unit(7).replace('"c7"', '"c7b"')
        )
    )
    assert counts(report) == (2, 0, 0, 5)
    assert [one.error.code for one in report.rejected] == [
        "describing.identifier-twice",
        "describing.no-title",
        "describing.parent-rejected",
        "describing.no-identifier",
        "describing.refcode-taken",
    ]
    assert report.rejected[0].line > 8
    assert [one.ead_id for one in report.rejected] == ["c1", "n", "i", "", "c7b"]


def test_a_reference_code_is_permanent(at: Desk) -> None:
    at.take(findbuch(unit(1)))
    report = at.take(findbuch(unit(1).replace("F1-1a", "F1-1b")))
    assert [one.error.code for one in report.rejected] == ["describing.refcode-differs"]
    assert at.find("F1-1a").revision == 1


def test_numbers_and_groups_are_called_after_their_fonds(at: Desk) -> None:
    group = '<c level="class" id="k{0}"><did><unitid>1</unitid><unittitle>G</unittitle></did></c>'
    number = '<c level="file" id="n"><did><unitid>1</unitid><unittitle>A</unittitle></did></c>'
    report = at.take(findbuch(group.format(1) + group.format(2) + number))
    assert report.rejected == []
    assert at.find("F1 / 1").description.level is Level.CLASS
    assert at.find("F1 #k2").description.level is Level.CLASS
    assert at.find("F1 1").description.title == "A"
    report = at.take(findbuch(number, eadid="F2"))
    assert report.rejected == []
    assert at.find("F2 1").description.title == "A"


def test_html_in_every_field_stays_text(at: Desk) -> None:
    did = "<abstract>&lt;b&gt;fett&lt;/b&gt;</abstract>"
    at.take(findbuch(unit(1, did=did), title="&lt;script&gt;alert(1)&lt;/script&gt;"))
    assert at.find("F1").description.title == "<script>alert(1)</script>"
    assert at.find("F1-1a").description.scope == "<b>fett</b>"


def refused(at: Desk, text: str | bytes) -> str:
    with pytest.raises(MunimentError) as caught:
        at.take(text)
    assert caught.value.message()
    with at.archive.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(description)).scalar_one() == 0
    assert left_behind(at) == 0
    return caught.value.code


LAUGHS = """<!DOCTYPE ead [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""


@pytest.mark.parametrize(
    "text",
    [
        findbuch(unit(1), head=LAUGHS, title="&d;"),
        findbuch(unit(1), head='<!DOCTYPE ead [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
                 title="&x;"),
        findbuch(unit(1), head='<!DOCTYPE ead [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>'),
        findbuch(unit(1, did="<abstract>&x;</abstract>"), head='<!DOCTYPE ead SYSTEM "e.dtd">'),
        findbuch(unit(1)).replace("urn:isbn:1-931666-22-9", "http://ead3.archivists.org/schema/"),
        findbuch("".join(f'<c level="class" id="d{n}"><did><unittitle>t</unittitle></did>'
                         for n in range(400)) + "</c>" * 400),
        findbuch(unit(1))[:-40],
        findbuch(unit(1)).replace("<dsc>", "<dsc><"),
        "<ead/>",
        "<mets:mets xmlns:mets='http://www.loc.gov/METS/'/>",
        "",
        b"\x00\xff\x00",
        "kein XML",
    ],
)  # fmt: skip
def test_hostile_documents_leave_nothing(at: Desk, text: str | bytes) -> None:
    assert refused(at, text) == "describing.not-ead"


def test_a_giant_attribute_is_refused_in_flat_memory(at: Desk) -> None:
    path = at.place / "giant.xml"
    before, after = findbuch(unit(1)).split('id="c1"')
    with path.open("w") as out:
        out.write(f'{before}id="')
        for _ in range(200):
            out.write("x" * 1_000_000)
        out.write(f'"{after}')
    with pytest.raises(MunimentError) as caught:
        at.take_file(path)
    assert caught.value.code == "describing.not-ead"
    assert left_behind(at) == 0


def test_broken_at_the_end_after_ten_thousand_good_units(at: Desk) -> None:
    text = findbuch("".join(map(unit, range(10_000))))
    with pytest.raises(MunimentError) as caught:
        at.take(text.replace("</archdesc>", "</archdsc>"))
    assert int(str(caught.value.details["line"])) > 10_000
    assert left_behind(at) == 0
    assert counts(at.take(text)) == (10_001, 0, 0, 0)


def test_a_finding_aid_without_a_name_or_a_unit(at: Desk) -> None:
    assert refused(at, findbuch(unit(1), eadid="")) == "describing.no-eadid"
    empty = findbuch("").split("<dsc>")[0] + "</archdesc></ead>"
    assert refused(at, empty) == "describing.nothing-described"


def test_ead_2002_with_a_doctype_and_numbered_components(at: Desk) -> None:
    text = """<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd//EN" "ead.dtd">
    <ead><eadheader><eadid>X9</eadid></eadheader><archdesc level="fonds"><did>
    <unittitle>Nachlass <unitdate>1900-1910</unitdate></unittitle></did>
    <bioghist><head>Leben</head><p>Er lebte.</p></bioghist>
    <dsc><c01 level="series" id="s"><did><unittitle>Briefe</unittitle></did>
    <c02 level="file"><did><unitid>X9/1</unitid><unittitle>An <emph>alle</emph></unittitle></did>
    </c02></c01></dsc></archdesc></ead>"""
    assert counts(at.take(text)) == (3, 0, 0, 0)
    assert at.find("X9").description.title == "Nachlass 1900-1910"
    assert [m.head for m in at.find("X9").description.further] == ["Leben"]
    assert at.find("X9/1").description.title == "An alle"
    assert at.above("X9/1") == ["X9", "X9 #s"]
    assert counts(at.take(text)) == (0, 0, 3, 0)


def test_somebody_worked_on_it_meanwhile(at: Desk) -> None:
    at.take(findbuch(unit(1)))
    path = at.place / "aid.xml"
    path.write_text(findbuch(unit(1).replace("Akte", "Band")))
    identifier = at.archive.new_id()
    report = at.aids.stage(path, "aid.xml", identifier)
    noun = replace(at.find("F1-1a").description, note="neu")
    with at.archive.database.write() as connection:
        revising.change(
            connection, noun, 1, at.archive.rules, at.archive.clock(), at.archive.agent.id
        )
    with pytest.raises(MunimentError) as caught:
        at.aids.publish(identifier, report)
    assert caught.value.code == "describing.changed-meanwhile"
    assert at.find("F1-1a").description.note == "neu"


def test_a_crash_between_the_steps_costs_nothing(at: Desk) -> None:
    """Each step may be run twice: staging begins again, publishing is done once."""
    path = at.place / "aid.xml"
    path.write_text(findbuch(unit(1)))
    identifier = at.archive.new_id()
    at.aids.stage(path, "aid.xml", identifier)
    report = at.aids.stage(path, "aid.xml", identifier)
    at.aids.publish(identifier, report)
    at.aids.publish(identifier, report)
    assert len(events(at, "F1")) == 1
    assert left_behind(at) == 0


def test_what_a_crash_left_is_swept_away_later(at: Desk) -> None:
    path = at.place / "aid.xml"
    path.write_text(findbuch(unit(1)))
    at.aids.stage(path, "aid.xml", at.archive.new_id())
    with at.archive.database.write() as connection:
        connection.execute(
            ead_import.update().values(begun_at=at.archive.clock().replace(year=2020))
        )
        staging.begin(connection, at.archive.new_id(), "F9", at.archive.clock())
    assert left_behind(at) == 1
