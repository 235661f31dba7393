"""Disposal: two people decide, everything goes, and what happened stays told."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from access.viewing.cache import Cache
from administration.workflows import disposal as disposal_workflow
from administration.workflows.inline import InlineSteps
from catalogue import disposals
from model.policy import UserRole
from model.ports import Silence
from storage.stores import Held
from storage.stores.file import FileStore
from tests.administration.conftest import Muniment
from tests.administration.four_eyes import decided, opened, person, press
from tests.administration.rebuilt import rebuild_without_sheet, wipe

SECRET = b"beschlossen"  # stands in LF-RAT-1 alone


def aip_of(muniment: Muniment, refcode: str = "LF-RAT-1") -> str:
    return str(muniment.json("show", refcode)["aips"][0]["aip"])


def anywhere(muniment: Muniment, needle: bytes) -> list[str]:
    """Files in stores, cache and spool that hold some bytes."""
    places = [muniment.home / name for name in ("stores", "cache", "spool")]
    return [
        str(path.relative_to(muniment.home))
        for place in places
        for path in place.rglob("*")
        if path.is_file() and needle in path.read_bytes()
    ]


def test_two_people_decide_and_nothing_is_left(stocked: Muniment) -> None:
    aip = aip_of(stocked)
    assert anywhere(stocked, SECRET)
    drafted = stocked.json("dispose", "request", aip, "--reason", "Nachkassation 2026")
    disposal = drafted["disposal"]
    assert drafted["state"] == "draft"
    # the command line decides nothing
    assert stocked("dispose", "carry-out", disposal, "--json").error == "disposal.not-approved"
    assert stocked("dispose", "approve", disposal, "--json").error == "disposal.needs-person"
    with opened(stocked) as archive:
        reader = person(archive, "leser", UserRole.READER)
        assert reader.get(f"/disposals/{disposal}").status_code == 403
        assert press(reader, disposal, "request") == 403
        anna, bert = person(archive, "anna"), person(archive, "bert")
        assert press(bert, disposal, "approve") == 409  # nobody has requested it
        assert press(anna, disposal, "request") == 303
        assert press(anna, disposal, "approve") == 403  # nobody decides alone
        assert "another person must approve it" in anna.get(f"/disposals/{disposal}").text
        assert press(bert, disposal, "nonsense") == 404
        assert press(bert, disposal, "approve") == 303
        assert press(bert, disposal, "approve") == 409
        shown = bert.get(f"/disposals/{disposal}", headers={"accept-language": "de"}).text
        assert "Nachkassation 2026" in shown
        assert "genehmigt" in shown
    done = stocked.json("dispose", "carry-out", disposal)
    assert (done["state"], done["generations"], done["files"]) == ("disposed", 1, 2)
    assert [one["state"] for one in done["objects"]] == ["removed", "removed"]
    assert anywhere(stocked, SECRET) == []
    assert not list(stocked.home.glob(f"stores/*/aip/*/*/{aip}/*"))
    # it is neither missing nor damaged for anybody
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("verify", "--round")["damaged"] == 0
    assert stocked.json("stores", "status")["stores"][0]["copies"] == 2
    assert stocked.json("ledger", "verify")["intact"]
    assert stocked("get", aip, "--json").error == "catalogue.disposed"
    assert stocked("get", "LF-RAT-1", "--json").error == "catalogue.disposed"
    assert stocked("verify", aip, "--json").error == "catalogue.disposed"
    assert stocked("dispose", "request", aip, "--reason", "x", "--json").error == (
        "catalogue.disposed"
    )
    told = [one["kind"] for one in _events_about(stocked, aip)]
    assert told[-5:] == [
        "disposal-drafted", "disposal-requested", "disposal-approved", "disposal-begun", "disposed",
    ]  # fmt: skip


def _events_about(muniment: Muniment, aip: str) -> list[dict[str, object]]:
    from uuid import UUID  # noqa: PLC0415

    from catalogue import ledger  # noqa: PLC0415

    with opened(muniment) as archive, archive.database.read() as connection:
        return [event.fields for event in ledger.events_about(connection, UUID(aip))]


def test_the_description_says_what_happened(stocked: Muniment) -> None:
    aip = aip_of(stocked)
    shown = stocked.json("show", "LF-RAT-1")
    ark, unit = shown["ark"], shown["id"]
    stocked.json("dispose", "carry-out", decided(stocked, aip))
    with opened(stocked) as archive:
        public = person(archive, "leser", UserRole.READER)
        page = public.get(f"/unit/{unit}")
        assert page.status_code == 200
        assert "were disposed of on" in page.text
        assert "not worth keeping after all" in page.text
        german = public.get(f"/unit/{unit}", headers={"accept-language": "de"}).text
        assert "kassiert: Nachkassation" in german
        assert "Nothing to see here" in page.text
        gone = public.get(f"/{ark}")
        assert gone.status_code == 410
        assert "were disposed of on" in gone.text
        assert public.get(f"/unit/{unit}/file/{aip}/protokoll.txt").status_code == 410
        assert "disposed of" in page.text
        assert public.post("/basket", data={"unit": unit}).status_code >= 400
        staff = person(archive, "anna")
        assert "/disposals/" in staff.get(f"/unit/{unit}").text
        # a finding aid and the search go on naming it, and neither offers files
        assert archive.settings is not None
    assert stocked.json("search", "Ratsprotokolle")["total"] == 1
    assert stocked.json("search", "Ratsprotokolle", "--digital")["total"] == 0


def test_delivered_again_it_is_refused(stocked: Muniment, tmp_path: Path) -> None:
    root = tmp_path / "einzeln"
    root.mkdir()
    (root / "a.txt").write_text("Einmaliges")
    (one,) = stocked.json("ingest", root)["results"]
    stocked.json("dispose", "carry-out", decided(stocked, one["aip"]))
    (again,) = stocked.json("ingest", root, ends=1)["results"]
    assert (again["status"], again["code"]) == ("refused", "ingest.disposed")
    wipe(stocked)
    rebuild_without_sheet(stocked, ends=1)
    (again,) = stocked.json("ingest", root, ends=1)["results"]
    assert (again["status"], again["code"]) == ("refused", "ingest.disposed")
    # on purpose it can come back, as another AIP
    (root / "metadata.csv").write_text("path,title,note\n.,Akte,auf Beschluss wieder übernommen\n")
    (back,) = stocked.json("ingest", root)["results"]
    assert back["status"] == "stored"
    assert back["aip"] != one["aip"]


def test_what_comes_back_with_an_old_medium(stocked: Muniment, tmp_path: Path) -> None:
    aip = aip_of(stocked)
    (kept,) = stocked.home.glob(f"stores/south/aip/*/*/{aip}/v00001.zip")
    old = Path(shutil.copy(kept, tmp_path / "old.zip"))
    disposal = decided(stocked, aip)
    stocked.json("dispose", "carry-out", disposal)
    assert stocked.json("dispose", "list", "--look")["present"] == []
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(old, kept)
    found = stocked.json("dispose", "list", "--look", ends=1)["present"]
    assert [(one["aip"], one["generation"], one["store"]) for one in found] == [(aip, 1, "south")]
    # whoever checks sees it too, and hears what to do
    said = stocked("verify", "--json")
    assert said.code == 1
    (one,) = said.document["present"]
    assert one == {
        "disposal": disposal, "aip": aip, "generation": 1, "store": "south",
        "key": str(kept.relative_to(stocked.home / "stores/south")),
        "code": "disposal.present-again",
    }  # fmt: skip
    assert f"muniment dispose carry-out {disposal}" in said.err
    assert "interrupted" not in said.err
    assert stocked.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert not kept.exists()
    assert stocked.json("verify")["present"] == []
    assert stocked.json("dispose", "list", "--look")["present"] == []


def test_a_store_that_is_away_is_told_and_tried_again(stocked: Muniment, tmp_path: Path) -> None:
    aip, south = aip_of(stocked), stocked.home / "stores" / "south"
    disposal = decided(stocked, aip)
    south.rename(tmp_path / "unplugged")
    waits = stocked.json("dispose", "carry-out", disposal, ends=1)
    assert (waits["state"], waits["code"]) == ("waiting", "storage.away")
    assert {one["store"]: one["state"] for one in waits["objects"]} == {
        "north": "removed", "south": "present",
    }  # fmt: skip
    (tmp_path / "unplugged").rename(south)
    assert stocked.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert anywhere(stocked, SECRET) == []


def test_caches_and_grants_go_too(stocked: Muniment) -> None:
    aip = aip_of(stocked)
    digest = bytes.fromhex(stocked.json("show", aip)["aips"][0]["files"][0]["sha512"])
    with opened(stocked) as archive:
        Cache(archive.home.cache).keep_text(digest, 1, "Der Rat hat beschlossen")
    granted = stocked.json("deliver", "LF-RAT-1", "--until", "2027-01-31")
    assert granted["grant"]
    assert any(name.startswith("cache/") for name in anywhere(stocked, SECRET))
    stocked.json("dispose", "carry-out", decided(stocked, aip))
    assert anywhere(stocked, SECRET) == []
    with opened(stocked) as archive:
        public = person(archive, "leser", UserRole.READER)
        link = granted["link"].partition("/d/")[2] or granted["link"].rpartition("/")[2]
        assert public.get(f"/d/{link}").status_code in (404, 410)
        with archive.database.read() as connection:
            assert disposals.newest(connection, 1)[0].state == "disposed"


def test_an_open_order_stands_in_the_way(stocked: Muniment) -> None:
    from datetime import date  # noqa: PLC0415
    from uuid import UUID  # noqa: PLC0415

    from catalogue import orders  # noqa: PLC0415
    from catalogue.orders import Order  # noqa: PLC0415

    shown = stocked.json("show", "LF-RAT-1")
    with opened(stocked) as archive:
        person(archive, "leser", UserRole.READER)
        new = archive.new_id
        with archive.database.write() as connection:
            from catalogue import accounts  # noqa: PLC0415

            reader = accounts.by_name(connection, "leser")
            assert reader is not None
            order = Order(new(), reader.id, new(), archive.clock(), new())
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            try:
                orders.place(connection, order)
                unit = UUID(shown["id"])
                orders.add_item(
                    connection, order, new(), str(unit), (date(2026, 12, 1), "10:00"), [unit]
                )
                assert orders.open_for(connection, unit) == 1
                from preservation.disposal.deciding import blocked  # noqa: PLC0415

                with pytest.raises(Exception, match="open orders"):
                    blocked(connection, UUID(shown["aips"][0]["aip"]))
            finally:
                connection.rollback()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("request", "LF-RAT-1"), "disposal.no-reason"),
        (("request", "LF-RAT-1", "--reason", "  "), "disposal.no-reason"),
        (("request", "LF-RAT-1", "--reason", "x", "--without-name"), "call.wrong"),
        (("request", "LF-RAT-1", "--reason", "x", "--file", "nix"), "catalogue.member-not-found"),
        (
            ("request", "LF-RAT-1", "--reason", "x", "--file", "data/METS.xml"),
            "catalogue.member-not-found",
        ),
        (("request", "LF-PER-1", "--reason", "x", "--file", "akte.txt"), "disposal.last-file"),
        (("request", "LF", "--reason", "x"), "catalogue.no-aip"),
        (("request", "GIBT-ES-NICHT", "--reason", "x"), "catalogue.not-found"),
        (("approve", "unfug"), "disposal.not-found"),
        (("carry-out", "019abcde-0000-7000-8000-000000000000"), "disposal.not-found"),
    ],
)  # fmt: skip
def test_wrong_calls(shelf: Muniment, words: tuple[str, ...], error: str) -> None:
    answer = shelf("dispose", *words, "--json")
    assert (answer.code, answer.error) == (2, error)


def test_one_disposal_at_a_time(stocked: Muniment) -> None:
    first = stocked.json("dispose", "request", "LF-RAT-1", "--reason", "x")
    again = stocked("dispose", "request", "LF-RAT-1", "--reason", "y", "--json")
    assert again.error == "disposal.open-already"
    with opened(stocked) as archive:
        assert press(person(archive, "anna"), first["disposal"], "withdraw") == 303
    assert stocked.json("dispose", "request", "LF-RAT-1", "--reason", "y")["state"] == "draft"
    states = [one["state"] for one in stocked.json("dispose", "list")["disposals"]]
    assert sorted(states) == ["draft", "withdrawn"]


def test_object_lock_is_respected_and_tried_again(
    stocked: Muniment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked bucket's answer, given by a file store: a lock cannot be had without a server."""
    aip = aip_of(stocked)
    disposal = decided(stocked, aip)
    until, really = datetime(2031, 5, 1, tzinfo=UTC), FileStore.delete
    monkeypatch.setattr(
        FileStore,
        "delete",
        lambda self, key, version="": (
            Held(until) if self.name == "south" else really(self, key, version)
        ),
    )
    waits = stocked.json("dispose", "carry-out", disposal, ends=1)
    assert (waits["state"], waits["code"]) == ("waiting", "disposal.held")
    assert waits["held_until"].startswith("2031-05-01")
    assert {one["store"]: one["state"] for one in waits["objects"]} == {
        "north": "removed", "south": "held",
    }  # fmt: skip
    plain = stocked("dispose", "carry-out", disposal)
    assert plain.code == 1
    assert "south holds generation 1 until 2031-05-01" in plain.out
    # nobody has it meanwhile, and no check heals or misses it
    assert stocked("get", aip, "--json").error == "catalogue.disposed"
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("repair")["repaired"] == 0
    told = [event["kind"] for event in _events_about(stocked, aip)]
    assert told.count("disposal-held") == 1
    monkeypatch.setattr(FileStore, "delete", really)
    with opened(stocked) as archive:  # as the nightly job does
        done = disposal_workflow.run(InlineSteps(Silence()), archive, {})
    assert done == {"done": 1, "waiting": 0}
    assert anywhere(stocked, SECRET) == []
