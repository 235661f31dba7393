"""A whole archive on real servers, by settings alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from administration.settings_template import new_settings
from storage.stores.s3_address import Address
from storage.stores.s3_bucket import bucket_of
from tests.administration.conftest import Muniment, deliver, notes
from tests.engines import bucket_for, own_database, own_search

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

pytestmark = pytest.mark.engines

GOOD = new_settings("Stadtarchiv Lindenfurt", "lindenfurt.example/log", "99999", ())


@pytest.fixture
def database_url() -> Iterator[str]:
    with own_database() as url:
        yield url


@pytest.fixture
def prepared(tmp_path: Path, database_url: str) -> Iterator[Path]:
    """Settings of an archive that has nothing on this machine but its signing key."""
    path = tmp_path / "servers.toml"
    text = GOOD.replace("sqlite:///archive.db", database_url)
    with own_search() as (url, name), bucket_for("plain") as north, bucket_for("locked") as south:
        search = f'engine = "opensearch"\nurl = "{url}"\nname = "{name}"'
        text = text.replace('engine = "embedded"', search)
        for store, address in (("north", north), ("south", south)):
            text = text.replace(
                f'"file:stores/{store}"', store_on(address, tmp_path / f"{store}.toml")
            )
        path.write_text(text)
        yield path


def store_on(address: Address, keys: Path) -> str:
    """A store's url and the rest of its table, as settings.toml has them."""
    keys.write_text(f'access_key = "{address.access_key}"\nsecret_key = "{address.secret_key}"\n')
    keys.chmod(0o600)
    place = f"s3://{address.bucket}/{address.prefix}"
    return f'"{place}"\nendpoint = "{address.endpoint}"\ncredentials = "{keys}"'


def test_an_archive_on_servers_does_what_any_does(tmp_path: Path, prepared: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    founded = (muniment.home / "settings.toml").read_text()
    # the keys of the recovery sheets are made at the founding
    assert re.sub(r"(?m)^recipients = .*$", "recipients = []", founded) == prepared.read_text()
    assert not (muniment.home / "archive.db").exists()
    assert not (muniment.home / "stores").exists()
    results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
    assert [one["status"] for one in results] == ["stored"] * 3
    assert all(one["indexed"] for one in results)
    assert muniment.json("search", "Ratsprotokolle")["total"] == 1
    shown = muniment.json("show", "LF-RAT-1")
    assert [copy["status"] for copy in shown["aips"][0]["copies"]] == ["intact", "intact"]
    assert muniment.json("verify")["intact"] == 6
    assert muniment.json("ledger", "verify")["intact"]
    assert muniment.json("reindex")
    again = muniment.json("ingest", tmp_path / "delivery")["results"]
    assert {one["status"] for one in again} == {"known"}
    assert notes(muniment)["database"] == "ok"
    muniment.home.chmod(0o755)
    assert notes(muniment, ends=1)["database"] == "fail"  # its password can be read by others
    (muniment.home / "settings.toml").chmod(0o600)
    assert notes(muniment)["database"] == "ok"


def test_what_a_bucket_lost_is_found_and_healed(tmp_path: Path, prepared: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
    stores = tomllib.loads(prepared.read_text())["stores"]
    for name in ("north", "south"):
        damage(stores, tmp_path, name)
        found = muniment.json("verify", ends=1)["findings"]
        if name == "north":  # a plain bucket: what lies there is altered
            assert {(one["store"], one["verdict"]) for one in found} == {(name, "altered")}
            assert muniment.json("repair")["repaired"] == 3
        else:  # a bucket with versions: the version that was verified is gone
            assert {(one["store"], one["verdict"]) for one in found} == {(name, "missing")}
            assert muniment.json("repair")["repaired"] == 3
        assert muniment.json("verify")["intact"] == 6
        got = muniment("get", results[0]["aip"], "-o", tmp_path / f"{name}.zip")
        assert got.code == 0
    assert muniment.json("ledger", "verify")["intact"]


def test_what_settings_lock_is_held(tmp_path: Path, prepared: Path) -> None:
    keys = f'credentials = "{tmp_path / "south.toml"}"'
    asked = f'{keys}\nlock = "governance"\nlock_days = 2\nlegal_hold = true'
    prepared.write_text(prepared.read_text().replace(keys, asked))
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    muniment.json("ingest", deliver(tmp_path / "delivery"))
    assert notes(muniment)["store.south"] == "ok"
    store, client = client_for(tomllib.loads(prepared.read_text())["stores"], tmp_path, "south")
    held: dict[str, set[tuple[str | None, str | None]]] = {}
    for found in client.list_objects_v2(Bucket=store).get("Contents", []):
        told = client.head_object(Bucket=store, Key=found["Key"])
        hold = (told.get("ObjectLockMode"), told.get("ObjectLockLegalHoldStatus"))
        held.setdefault(found["Key"].partition("/")[0], set()).add(hold)
    assert held.pop("aip") == {("GOVERNANCE", "ON")}
    assert set().union(*held.values()) == {(None, None)}  # no tile is full yet
    assert {"journal", "log"} <= set(held)


def damage(stores: list[dict[str, str]], keys: Path, name: str) -> None:
    """Overwrite each AIP in a plain bucket; take the versions away in one that keeps them."""
    bucket, client = client_for(stores, keys, name)
    for found in client.list_object_versions(Bucket=bucket, Prefix="aip/")["Versions"]:
        if found["VersionId"] == "null":
            client.put_object(Bucket=bucket, Key=found["Key"], Body=b"no AIP at all")
        else:
            client.delete_object(Bucket=bucket, Key=found["Key"], VersionId=found["VersionId"])


def client_for(stores: list[dict[str, str]], keys: Path, name: str) -> tuple[str, S3Client]:
    """A store's bucket, and a client for what no store would do."""
    (store,) = [one for one in stores if one["name"] == name]
    secrets = tomllib.loads((keys / f"{name}.toml").read_text())
    bucket = store["url"].split("/")[2]
    address = Address(bucket, "", store["endpoint"], "us-east-1", **secrets)
    return bucket, bucket_of("tests", address).client


def test_another_archive_on_the_same_database_is_refused(tmp_path: Path, prepared: Path) -> None:
    first, second = Muniment(tmp_path / "first"), Muniment(tmp_path / "second")
    first.json("init", "--settings", prepared)
    answer = second("init", "--settings", prepared, "--json")
    assert (answer.code, answer.error) == (2, "catalogue.not-empty")
    assert first.json("ledger", "verify")["intact"]


def test_settings_that_are_wrong_are_named_by_their_own_file(
    tmp_path: Path, prepared: Path
) -> None:
    muniment = Muniment(tmp_path / "home")
    prepared.write_text(prepared.read_text().replace("[web]", "[wbe]"))
    answer = muniment("init", "--settings", prepared, "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")
    assert str(prepared) in answer.err
    answer = muniment("init", "--settings", tmp_path / "nothing", "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")
    assert not muniment.home.exists()


def test_without_its_database_every_command_says_so(
    tmp_path: Path, prepared: Path, database_url: str
) -> None:
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    settings = muniment.home / "settings.toml"
    gone = database_url.replace("/t_", "/gone_")
    settings.write_text(settings.read_text().replace(database_url, gone))
    for words in ("show LF", "verify", "stores status", "ledger verify", "repair"):
        answer = muniment(*words.split(), "--json")
        assert (answer.code, answer.error) == (3, "catalogue.away"), words
    settings.chmod(0o600)
    assert notes(muniment, ends=1)["catalogue"] == "fail"
