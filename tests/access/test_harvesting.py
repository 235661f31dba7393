"""Harvesters get all that is public, each thing once, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from lxml import etree

from access.harvesting import records, sitemaps
from catalogue import descriptions
from model.description import Description, Level
from model.ids import ark
from model.policy import UserRole
from model.rights import RightsInputs
from tests.access.portal import Portal, portal

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
EAD = "{urn:isbn:1-931666-22-9}"
PUBLIC = {"S", "S-1", "S-1-1", "S-2", "S-4", "S-5"}


def ask(portal: Portal, **arguments: str) -> Any:
    named = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = portal.public.get(f"/oai?{urlencode(named)}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert [child.tag for child in root][:2] == [f"{OAI}responseDate", f"{OAI}request"]
    return root


def error(root: Any) -> str:
    found = root.find(f"{OAI}error")
    assert found is not None, etree.tostring(root)
    assert found.text
    return str(found.get("code"))


def refcodes(root: Any) -> list[str]:
    return [
        next(e.text for e in record.iter(f"{DC}identifier") if not e.text.startswith("ark:"))
        for record in root.iter(f"{OAI}record")
    ]


def test_identify(open_portal: Portal) -> None:
    found = ask(open_portal, verb="Identify").find(f"{OAI}Identify")
    said = {child.tag.removeprefix(OAI): child.text for child in found}
    assert said["repositoryName"] == "Stadtarchiv Musterfurt"
    assert said["protocolVersion"] == "2.0"
    assert said["deletedRecord"] == "no"
    assert said["baseURL"].endswith("/oai")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["earliestDatestamp"])


def test_all_that_is_public_and_nothing_else(open_portal: Portal) -> None:
    root = ask(open_portal, verb="ListRecords", metadataPrefix="oai_dc")
    assert set(refcodes(root)) == PUBLIC
    assert b"rsorge" not in etree.tostring(root)
    assert root.find(f".//{OAI}resumptionToken") is None
    heads = ask(open_portal, verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert len(list(heads.iter(f"{OAI}header"))) == len(PUBLIC)
    assert heads.find(f".//{OAI}metadata") is None
    # signed in or not: what a harvester takes away is public
    archivist = open_portal.signed_in(UserRole.ARCHIVIST)
    answer = archivist.get("/oai?verb=ListRecords&metadataPrefix=oai_dc")
    assert set(refcodes(etree.fromstring(answer.content))) == PUBLIC
    posted = open_portal.public.post("/oai", data={"verb": "Identify"})
    assert b"repositoryName" in posted.content


def test_one_record(open_portal: Portal) -> None:
    name = ark("99999", UUID(open_portal.id("S-1")))
    root = ask(open_portal, verb="GetRecord", metadataPrefix="oai_dc", identifier=name)
    assert refcodes(root) == ["S-1"]
    assert root.find(f".//{OAI}setSpec").text == open_portal.id("S")
    assert root.find(f".//{DC}description").text == "Enthält: <b>Pläne</b> & Kosten"
    for hidden in ("S-3", "S-6"):
        name = ark("99999", UUID(open_portal.id(hidden)))
        for verb in ("GetRecord", "ListMetadataFormats"):
            prefix = {"metadataPrefix": "oai_dc"} if verb == "GetRecord" else {}
            assert error(ask(open_portal, verb=verb, identifier=name, **prefix)) == "idDoesNotExist"


def test_a_finding_aid_is_the_record_of_a_fonds(open_portal: Portal) -> None:
    root = ask(open_portal, verb="ListRecords", metadataPrefix="ead")
    (record,) = root.iter(f"{OAI}record")
    codes = {unit.text for unit in record.iter(f"{EAD}unitid")}
    assert codes >= PUBLIC
    assert not codes & {"S-3", "S-6"}
    name = ark("99999", UUID(open_portal.id("S-1")))
    denied = ask(open_portal, verb="GetRecord", metadataPrefix="ead", identifier=name)
    assert error(denied) == "cannotDisseminateFormat"
    formats = ask(open_portal, verb="ListMetadataFormats", identifier=name)
    assert [e.text for e in formats.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Destroy"}, "badVerb"),
        ({"verb": "Identify", "x": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "gestern"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-01",
          "until": "2025-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-01",
          "until": "2026-01-02T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"},
         "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2999-01-01"},
         "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "x"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:x:1"},
         "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "WzFd"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "bnVsbA"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "a", "metadataPrefix": "oai_dc"},
         "badArgument"),
        ({"verb": "<script>\x00"}, "badVerb"),
    ],
)  # fmt: skip
def test_wrong_requests(open_portal: Portal, arguments: dict[str, str], code: str) -> None:
    assert error(ask(open_portal, **arguments)) == code
    twice = open_portal.public.get("/oai?verb=Identify&verb=Identify")
    assert error(etree.fromstring(twice.content)) == "badArgument"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The small archive with 250 units more in a fonds of their own."""
    with portal(tmp_path_factory.mktemp("many")) as opened:
        archive = opened.archive
        fonds = Description(archive.new_id(), "M", Level.FONDS, "Viele",
                            rights=RightsInputs(aggregate=True))  # fmt: skip
        with archive.database.write() as connection:
            descriptions.create(connection, fonds, archive.rules, archive.clock())
            for number in range(250):
                unit = Description(archive.new_id(), f"M-{number}", Level.FILE, f"Akte {number}",
                                   parent=fonds.id, rights=RightsInputs(end_year=1900))  # fmt: skip
                descriptions.create(connection, unit, archive.rules, archive.clock())
        yield opened


def test_pages_lead_through_everything_once(many: Portal) -> None:
    seen: list[str] = []
    root = ask(many, verb="ListRecords", metadataPrefix="oai_dc")
    pages = 1
    while True:
        seen += refcodes(root)
        token = root.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            break
        root = ask(many, verb="ListRecords", resumptionToken=token.text)
        pages += 1
    assert pages == 3
    assert token is not None, "the last of several pages ends with an empty token"
    assert len(seen) == len(set(seen)) == len(PUBLIC) + 251
    stolen = ask(many, verb="ListIdentifiers", resumptionToken=str(
        ask(many, verb="ListRecords", metadataPrefix="oai_dc").find(f".//{OAI}resumptionToken").text
    ))  # fmt: skip
    assert error(stolen) == "badResumptionToken"


def test_sets_are_fonds(many: Portal) -> None:
    root = ask(many, verb="ListSets")
    assert [e.text for e in root.iter(f"{OAI}setName")] == ["S Stadt Musterfurt", "M Viele"]
    inside = ask(many, verb="ListRecords", metadataPrefix="oai_dc", set=many.id("S"))
    assert set(refcodes(inside)) == PUBLIC
    both = ask(many, verb="ListRecords", metadataPrefix="ead")
    assert len(list(both.iter(f"{OAI}record"))) == 1
    token = both.find(f".//{OAI}resumptionToken").text
    second = ask(many, verb="ListRecords", resumptionToken=token)
    assert {u.text for u in second.iter(f"{EAD}unitid")} == {"M"} | {f"M-{n}" for n in range(250)}


def test_a_unit_is_new_on_the_day_it_becomes_public(many: Portal) -> None:
    archive = many.archive
    today = archive.today
    opened = today.replace(month=1, day=1)
    unit = Description(archive.new_id(), "O-1", Level.FILE, "Depositum",
                       rights=RightsInputs(end_year=1900, deposit_until=opened))  # fmt: skip
    with archive.database.write() as connection:
        key = descriptions.create(
            connection, unit, archive.rules, archive.clock().replace(year=2001)
        )
        found = descriptions.by_key(connection, key)
    assert found is not None
    name = ark("99999", unit.id)
    root = ask(many, verb="GetRecord", metadataPrefix="oai_dc", identifier=name)
    assert root.find(f".//{OAI}datestamp").text == f"{opened}T00:00:00Z"
    since = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": f"{opened}"}
    assert refcodes(ask(many, from_=f"{opened}", **since)) == ["O-1"]
    assert error(ask(many, from_="2002-01-01", **(since | {"until": f"{opened.year - 1}-12-31"}))) \
        == "noRecordsMatch"  # fmt: skip


def test_sitemaps(many: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 100)
    index = etree.fromstring(many.public.get("/sitemap.xml").content)
    maps = [str(loc.text).split("testserver")[1] for loc in index.iter("{*}loc")]
    assert len(maps) == 3
    named = [
        str(loc.text).rpartition("/")[2]
        for path in maps
        for loc in etree.fromstring(many.public.get(path).content).iter("{*}loc")
    ]
    assert len(named) == len(set(named)) >= len(PUBLIC) + 251
    assert many.id("S-3") not in named
    assert many.id("S-6") not in named
    assert many.public.get(f"/unit/{named[0]}").status_code == 200
    for wrong in ("99", "x", "-1", "9" * 30):
        assert many.public.get(f"/sitemap/{wrong}.xml").status_code == 404
    assert "/sitemap.xml" in many.public.get("/robots.txt").text


def test_a_finding_aid_from_the_page_of_a_fonds(open_portal: Portal) -> None:
    identifier = open_portal.id("S")
    assert f"/unit/{identifier}/ead.xml" in open_portal.public.get(f"/unit/{identifier}").text
    answer = open_portal.public.get(f"/unit/{identifier}/ead.xml")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "Fürsorge" not in answer.text
    assert "Tresor" not in answer.text
    archivist = open_portal.signed_in(UserRole.ARCHIVIST)
    assert "Fürsorge" not in archivist.get(f"/unit/{identifier}/ead.xml").text
    hidden = open_portal.id("S-3")
    assert archivist.get(f"/unit/{hidden}/ead.xml").status_code == 404
    assert open_portal.public.get(f"/unit/{open_portal.id('S-1')}/ead.xml").status_code == 400


def test_json_ld_is_safe_and_says_what_the_page_says(many: Portal) -> None:
    page = many.public.get(f"/unit/{many.id('S-1')}").text
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert "<" not in found
    said = json.loads(found)
    assert (said["@type"], said["identifier"]) == ("ArchiveComponent", "S-1")
    assert said["description"] == "Enthält: <b>Pläne</b> & Kosten"
    assert said["isPartOf"]["name"] == "Stadt Musterfurt"
    assert said["temporalCoverage"] == "1827-01-01/1830-12-31"
    assert many.public.get(f"/unit/{many.id('S-1')}").headers["content-security-policy"]


def test_pages_are_bounded() -> None:
    assert records.PAGE <= 100
    assert sitemaps.MOST == 50_000
