"""`tidy`, `stores`, `reindex`, `accounts`."""

from __future__ import annotations

from tests.administration.conftest import Muniment


def test_tidy(stocked: Muniment) -> None:
    assert stocked.json("tidy")["removed"] == 0
    (stocked.home / "spool" / "pack-x").mkdir()
    (stocked.home / "spool" / "pack-x" / "file").touch()
    (stocked.home / "stores" / "north" / "tmp" / "left").touch()
    assert stocked.json("tidy")["removed"] == 2
    assert "nothing to tidy" in stocked("tidy").out
    assert stocked.json("get", "LF-RAT-1", "-o", stocked.home.parent / "bag")["verified"]


def test_stores_status(stocked: Muniment) -> None:
    (north, south) = stocked.json("stores", "status")["stores"]
    assert (north["name"], south["name"]) == ("north", "south")
    assert north["copies"] == south["copies"] == 3
    assert north["bytes"] == sum(
        p.stat().st_size for p in (stocked.home / "stores/north/aip").rglob("*.zip")
    )
    assert north["free_bytes"] > 0
    assert north["oldest_check"]
    assert "north" in stocked("stores", "status").out
    assert [one["name"] for one in stocked.json("stores")["stores"]] == ["north", "south"]


def test_reindex(stocked: Muniment) -> None:
    assert stocked.json("reindex")["descriptions"] == 4
    assert stocked.json("search", "protokoll*")["total"] == 1


def test_accounts(empty: Muniment) -> None:
    added = empty.json("accounts", "add", "anna", "--role", "reader")
    assert (added["account"], added["role"]) == ("anna", "reader")
    again = empty.json("accounts", "link", "anna")
    assert again["link"] != added["link"]
    listed = {a["name"]: a for a in empty.json("accounts", "list")["accounts"]}
    assert listed["anna"]["role"] == "reader"
    assert "anna" in empty("accounts", "list").out
    assert again["link"].partition("sign-in")[0] in empty("accounts", "link", "anna").out
    exists = empty("accounts", "add", "anna", "--role", "desk", "--json")
    assert (exists.code, exists.error) == (2, "accounts.exists")
    assert empty("accounts", "link", "bert", "--json").error == "accounts.not-found"
    public = empty("accounts", "add", "c", "--role", "public", "--json")
    assert (public.code, public.error) == (2, "call.wrong")
