"""A fixity round and a migration where the catalogue lies on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.administration.conftest import Muniment
from tests.administration.test_migrating import plan_of, sign_off
from tests.administration.test_two_workers import on_a_server

__all__ = ["on_a_server"]  # a fixture

pytestmark = pytest.mark.engines


@pytest.fixture
def pictured(on_a_server: Muniment, tmp_path: Path) -> Muniment:
    """One AIP with a picture of an old format."""
    folder = tmp_path / "album"
    folder.mkdir()
    Image.effect_noise((90, 60), 50).convert("RGB").save(folder / "bild.bmp")
    assert on_a_server.json("ingest", folder)["results"][0]["status"] == "stored"
    return on_a_server


def test_a_round_finds_heals_and_tells(pictured: Muniment) -> None:
    (hurt,) = (pictured.home / "stores/south").glob("aip/*/*/*/v00001.zip")
    hurt.chmod(0o600)
    content = bytearray(hurt.read_bytes())
    content[300] ^= 1
    hurt.write_bytes(content)
    done = pictured.json("verify", "--round")
    assert (done["checked"], done["damaged"], done["healed"]) == (2, 1, 1)
    assert pictured.json("verify", "--round")["checked"] == 0  # nothing is due so soon
    assert pictured.json("verify", "--deep")["findings"] == []
    assert pictured.json("ledger", "verify")["intact"]


def test_a_migration_and_its_way_back(pictured: Muniment, tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    rehearsed = pictured.json("migrate", plan)
    assert sign_off(pictured, rehearsed["plan"]) == 303
    assert pictured.json("migrate", plan)["done"] == 1
    assert pictured("migrate", plan, "--json").error == "migration.out-of-turn"
    assert pictured.json("migrate", plan, "--roll-back")["done"] == 1
    assert len(list(pictured.home.glob("stores/north/aip/*/*/*/v*.zip"))) == 3
    assert pictured.json("formats", "reidentify")["changed"] == 0
    assert pictured.json("verify", "--deep")["findings"] == []
    assert pictured.json("ledger", "verify")["intact"]
