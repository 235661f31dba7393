"""The containers: they cannot be run here, so what can be known without is looked at."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its types would be a package more

from administration.home import Home
from administration.settings import parse
from services import objects, opensearch
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_settings_are_settings_and_name_the_services() -> None:
    text = (ROOT / "compose" / "settings.toml").read_text()
    settings = parse(Home(ROOT / "nowhere"), text)
    assert settings.required == 2
    named = re.findall(r"(?:@|//)([a-z]+):\d+", text)
    assert set(named) == {"database", "objects", "search"} <= set(SERVICES)


def test_the_versions_are_those_that_the_tests_run_on() -> None:
    images = {name: str(one.get("image", "")) for name, one in SERVICES.items()}
    assert images["objects"].endswith(f":{objects.VERSION}")
    assert images["search"].endswith(f":{opensearch.VERSION.rpartition('.')[0]}")
    assert all(re.search(r":v?\d", image) for image in images.values() if image)  # none is "latest"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_names_what_is_there(name: str) -> None:
    service = SERVICES[name]
    known = set(COMPOSE["volumes"])
    assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= known
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    # only this machine reaches the portal, and nothing else at all
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    for variable, value in service.get("environment", {}).items():
        if re.search("PASSWORD|SECRET", variable):
            assert value.startswith("${"), f"{variable} is no secret in here"


def test_the_image_is_not_roots() -> None:
    steps = re.findall(r"(?m)^([A-Z]+) (.*)$", DOCKERFILE)
    assert [argument for step, argument in steps if step == "USER"] == ["muniment"]
    last = max(n for n, (step, _) in enumerate(steps) if step == "RUN")
    assert last < [step for step, _ in steps].index("USER")
    assert "MUNIMENT_HOME=/srv/archive" in DOCKERFILE
    assert ("VOLUME", "/srv/archive") in steps


def test_what_is_made_here_stays_out_of_the_image() -> None:
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", ".services", "demo-archive", "node_modules"} <= set(kept_out)
