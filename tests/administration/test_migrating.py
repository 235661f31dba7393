"""A migration from plan to result, and back again; the second pair of eyes is another person's."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bagit
import pytest
from PIL import Image
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from administration.home import Home
from administration.web.app import create_app
from administration.wiring import Archive, open_archive
from catalogue import accounts, jobs
from model.errors import MunimentError
from model.job import JobState
from model.policy import UserRole
from tests.access.portal import PASSWORD, client_of
from tests.administration.conftest import Muniment
from tests.administration.test_jobs import state, until, worker
from tests.forms import token_of
from tools.convert import Converted, Converter, Recipe

PLAN = """
name = "Old pictures"
reason = "BMP is read by fewer programs each year."
[selection]
puids = ["fmt/116", "fmt/119"]
[target]
tool = "tiff"
compression = "lzw"
"""
BEFORE = "data/representations/original/data/bild.bmp"
AFTER = "data/representations/preservation-1/data/bild.bmp.tif"


@pytest.fixture
def pictured(stocked: Muniment, tmp_path: Path) -> Muniment:
    """One AIP with a picture of an old format and a text."""
    folder = tmp_path / "album"
    folder.mkdir()
    Image.effect_noise((90, 60), 50).convert("RGB").save(folder / "bild.bmp")
    (folder / "liesmich.txt").write_text("Zum Album.")
    assert stocked.json("ingest", folder)["results"][0]["status"] == "stored"
    return stocked


def plan_of(place: Path, said: str = PLAN) -> Path:
    path = place / "plan.toml"
    path.write_text(said)
    return path


def aip_of(muniment: Muniment) -> str:
    engine = create_engine(f"sqlite:///{muniment.home}/archive.db")
    with engine.connect() as connection:
        found = connection.execute(
            text("select hex(id) from aip order by key desc limit 1")
        ).scalar_one()
    engine.dispose()
    hexed = str(found).lower()
    return "-".join((hexed[:8], hexed[8:12], hexed[12:16], hexed[16:20], hexed[20:]))


def sign_off(muniment: Muniment, plan: str, role: UserRole = UserRole.ARCHIVIST) -> int:
    """What a second person does in the portal; the status of the answer."""
    with open_archive(Home(muniment.home)) as archive:
        client = _signed_in(archive, create_app(archive), role)
        page = client.get(f"/migrations/{plan}")
        token = token_of(client)
        assert page.status_code == (200 if role is not UserRole.READER else 403)
        return client.post(f"/migrations/{plan}/sign-off", data={"form_token": token}).status_code


def _signed_in(archive: Archive, app: Any, role: UserRole) -> TestClient:
    with archive.database.write() as connection:
        made = accounts.by_name(connection, role.value) or accounts.create(
            connection, role.value, role, archive.new_id, archive.clock
        )
        accounts.set_password(connection, made.id, PASSWORD)
    client = client_of(app)
    client.post("/sign-in", data={"name": role.value, "password": PASSWORD})
    return client


def test_from_plan_to_result_and_back(pictured: Muniment, tmp_path: Path) -> None:
    plan, aip = plan_of(tmp_path), aip_of(pictured)
    preview = pictured.json("migrate", plan, "--dry-run")
    assert (preview["files"], [one["aip"] for one in preview["aips"]]) == (1, [aip])
    rehearsed = pictured.json("migrate", plan)
    assert rehearsed["state"] == "rehearsed"
    assert [one["code"] for one in rehearsed["rehearsal"]["results"]] == [""]
    # nobody signs off alone, and nothing was stored so far
    assert pictured("migrate", plan, "--json").error == "migration.not-signed-off"
    assert [g["generation"] for g in shown(pictured, aip)["generations"]] == [1]
    assert sign_off(pictured, rehearsed["plan"], UserRole.READER) == 403
    assert sign_off(pictured, rehearsed["plan"]) == 303
    assert sign_off(pictured, rehearsed["plan"]) == 409

    assert pictured.json("migrate", plan) | {"plan": ""} == {"plan": "", "done": 1, "failed": 0}
    assert [g["generation"] for g in shown(pictured, aip)["generations"]] == [1, 2]
    held = {one["path"]: one["generation"] for one in shown(pictured, aip)["files"]}
    assert held == {"bild.bmp": 1, "liesmich.txt": 1}  # the originals lie where they lay
    assert pictured.json("verify", "--deep")["findings"] == []
    bag = tmp_path / "bag"
    fetched = pictured.json("get", aip, "-o", bag)
    assert fetched["generation"] == 2
    assert bagit.Bag(str(bag)).validate()
    with Image.open(bag / BEFORE) as before, Image.open(bag / AFTER) as after:
        assert before.tobytes() == after.tobytes()
    assert (bag / "fetch.txt").read_text().count(f"bag://{aip}/v00001/") == 2
    premis = (bag / "data/metadata/preservation/premis.xml").read_text()
    assert "has source" in premis
    assert "Pillow" in premis
    assert "<eventType>ingestion" in premis  # the past is told as well

    assert pictured("migrate", plan, "--json").error == "migration.out-of-turn"
    assert pictured.json("migrate", plan, "--roll-back")["done"] == 1
    assert [g["generation"] for g in shown(pictured, aip)["generations"]] == [1, 2, 3]
    pictured.json("get", aip, "-o", tmp_path / "back")
    assert bagit.Bag(str(tmp_path / "back")).validate()
    assert not (tmp_path / "back" / AFTER).exists()
    assert (tmp_path / "back" / BEFORE).exists()
    told = (tmp_path / "back/data/metadata/preservation/premis.xml").read_text()
    assert "<eventType>modification" in told  # nothing was deleted, and the AIP goes on
    assert len(list(pictured.home.glob(f"stores/north/aip/*/*/{aip}/v*.zip"))) == 3
    assert pictured.json("verify", "--deep")["findings"] == []
    assert pictured.json("ledger", "verify")["intact"]


def test_never_half_an_aip(stocked: Muniment, tmp_path: Path) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    Image.effect_noise((90, 60), 50).convert("RGB").save(folder / "bild.bmp")
    broken = folder / "kaputt.bmp"
    broken.write_bytes((folder / "bild.bmp").read_bytes()[:5000])
    stocked.json("ingest", folder)
    plan, aip = plan_of(tmp_path), aip_of(stocked)
    rehearsed = stocked.json("migrate", plan)
    codes = sorted(one["code"] for one in rehearsed["rehearsal"]["results"])
    assert codes == ["", "convert.unreadable"]
    assert sign_off(stocked, rehearsed["plan"]) == 303
    done = stocked.json("migrate", plan, ends=1)
    assert (done["done"], done["failed"]) == (0, 1)
    assert [g["generation"] for g in shown(stocked, aip)["generations"]] == [1]
    assert len(list(stocked.home.glob(f"stores/north/aip/*/*/{aip}/v*.zip"))) == 1
    assert [event["kind"] for event in stocked.json("events", aip)["events"]][-1] == (
        "migration-failed"
    )
    assert stocked.json("verify", "--deep")["findings"] == []


def test_what_failed_is_tried_again_by_the_same_plan(stocked: Muniment, tmp_path: Path) -> None:
    """One of two pictures takes the converter too long, on that day."""
    for name in ("eins", "zwei"):
        (tmp_path / name).mkdir()
        Image.effect_noise((90, 60), 50).convert("RGB").save(tmp_path / name / "bild.bmp")
        assert stocked.json("ingest", tmp_path / name)["results"][0]["status"] == "stored"
    plan, second = plan_of(tmp_path), aip_of(stocked)
    assert sign_off(stocked, stocked.json("migrate", plan)["plan"]) == 303
    with pytest.MonkeyPatch.context() as patch:  # a converter that fails once cannot be had
        patch.setattr(Converter, "convert", _late_after(Converter.convert, 1))
        first = stocked.json("migrate", plan, ends=1)
    assert (first["done"], first["failed"]) == (1, 1)
    assert [g["generation"] for g in shown(stocked, second)["generations"]] == [1]
    again = stocked.json("migrate", plan)
    assert (again["done"], again["failed"]) == (2, 0)
    assert [g["generation"] for g in shown(stocked, second)["generations"]] == [1, 2]
    told = [event["kind"] for event in stocked.json("events", second)["events"]]
    assert told.count("migration-failed") == told.count("migrated") == 1
    assert stocked("migrate", plan, "--json").error == "migration.out-of-turn"
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("ledger", "verify")["intact"]


def _late_after(
    convert: Callable[[Converter, Path, Path, Recipe], Converted], times: int
) -> Callable[[Converter, Path, Path, Recipe], Converted]:
    left = [times]

    def late(self: Converter, source: Path, target: Path, recipe: Recipe) -> Converted:
        if not left[0]:
            raise MunimentError("convert.too-slow", seconds=recipe.seconds)
        left[0] -= 1
        return convert(self, source, target, recipe)

    return late


@pytest.mark.parametrize("killed_after", [0, 2])
def test_the_button_and_a_worker_that_is_killed(
    stocked: Muniment, tmp_path: Path, killed_after: int
) -> None:
    """``kill -9`` after so many AIPs; the next worker completes, everything once."""
    folders = [tmp_path / f"album-{number}" for number in range(4)]
    for folder in folders:
        folder.mkdir()
        Image.effect_noise((700, 500), 50).convert("RGB").save(folder / "bild.bmp")
    stocked.json("ingest", *folders)
    address = f"/migrations/{stocked.json('migrate', plan_of(tmp_path))['plan']}"
    home = Home(stocked.home)
    with open_archive(home) as archive:
        _pressed(archive, address)
        with archive.database.read() as connection:
            (job,) = [one for one in jobs.listed(connection, 10) if one.kind == "migration"]
        with worker(home) as first:
            until(lambda: state(archive, job.id) is JobState.RUNNING, "it did not begin")
            until(lambda: len(_second_generations(stocked)) >= killed_after, "not that far")
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        with worker(home):
            until(lambda: state(archive, job.id).ended, "it was not taken up again")
        with archive.database.read() as connection:
            ended = jobs.by_id(connection, job.id)
    assert ended
    assert ended.result
    assert (ended.result["done"], ended.result["failed"]) == (4, 0)
    assert len(_second_generations(stocked)) == 4
    assert not list(stocked.home.glob("stores/*/aip/*/*/*/v00003.zip"))
    kinds = [
        event["kind"]
        for found in _second_generations(stocked)
        for event in stocked.json("events", found.parent.name)["events"]
    ]
    assert kinds.count("migrated") == 4
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("ledger", "verify")["intact"]


def _pressed(archive: Archive, address: str) -> None:
    """Signed off and started in the portal, and what is refused on the way."""
    app = create_app(archive)
    client, reader = (
        _signed_in(archive, app, role) for role in (UserRole.ARCHIVIST, UserRole.READER)
    )
    form = {"form_token": token_of(client)}
    assert client.post(f"{address}/run", data=form).status_code == 409, "nobody has agreed yet"
    assert client.post(f"{address}/sign-off", data=form).status_code == 303
    assert f'action="{address}/run"' in client.get(address).text
    assert client.post(f"{address}/run", data={"form_token": "0" * 64}).status_code == 403
    assert reader.post(f"{address}/run", data={"form_token": token_of(reader)}).status_code == 403
    for _ in range(2):  # two clicks are one job
        assert client.post(f"{address}/run", data=form).status_code == 303


def _second_generations(muniment: Muniment) -> list[Path]:
    return sorted(muniment.home.glob("stores/north/aip/*/*/*/v00002.zip"))


def test_damage_in_an_older_generation_is_healed(pictured: Muniment, tmp_path: Path) -> None:
    """A file of the newest generation whose bytes lie in the first."""
    plan, aip = plan_of(tmp_path), aip_of(pictured)
    rehearsed = pictured.json("migrate", plan)
    sign_off(pictured, rehearsed["plan"])
    pictured.json("migrate", plan)
    (first,) = (pictured.home / "stores/north").glob(f"aip/*/*/{aip}/v00001.zip")
    first.chmod(0o644)
    data = bytearray(first.read_bytes())
    data[300] ^= 1
    first.write_bytes(data)
    assert pictured.json("get", aip, "bild.bmp", "-o", tmp_path / "b")["passed_over"] == ["north"]
    assert pictured.json("repair")["repaired"] == 1
    assert pictured.json("verify", "--deep")["findings"] == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("name = ", "migration.plan-invalid"),
        (PLAN.replace("name", "nmae"), "migration.plan-invalid"),
        (PLAN.replace('"fmt/116", "fmt/119"', ""), "migration.plan-invalid"),
        (PLAN.replace("fmt/116", "bmp"), "migration.plan-invalid"),
        (PLAN.replace("tiff", "jpeg"), "migration.plan-invalid"),
        (PLAN.replace("lzw", "zip"), "migration.plan-invalid"),
        (PLAN + "[limits]\nseconds = 0\n", "migration.plan-invalid"),
        (PLAN + "[limits]\nsample = true\n", "migration.plan-invalid"),
        (PLAN.replace('"fmt/116", "fmt/119"', '"fmt/9999"'), "migration.nothing-to-do"),
        (PLAN.replace("[target]", 'collection = "XX"\n[target]'), "migration.nothing-to-do"),
    ],
)
def test_plans_that_are_wrong(shelf: Muniment, tmp_path: Path, said: str, code: str) -> None:
    assert shelf("migrate", plan_of(tmp_path, said), "--json").error == code


def test_no_plan_at_all(shelf: Muniment, tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert shelf("migrate", missing, "--json").error == "migration.plan-unreadable"
    found = shelf("migrate", plan_of(tmp_path), "--roll-back", "--json")
    assert found.error == "migration.out-of-turn"


def shown(muniment: Muniment, aip: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = muniment.json("show", aip)["aips"][0]
    return found
