"""Each fault at each request while the vault places: nothing is called stored that is not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from model.aip import Placed
from model.errors import MunimentError
from model.verdict import Intact
from storage.stores import Abilities, Store
from storage.stores.file import FileStore
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address
from storage.vault import Seal, Vault
from tests.engines import bucket_for
from tests.storage.faulty_proxy import Fault, FaultyProxy, Plan
from tests.storage.given import KEY, Holdings, plan
from tests.storage.test_s3_faults import CEPH, HASTE, S3, always, named, once

pytestmark = pytest.mark.engines

AWAY_OR_NOT_SAFE = {"storage.away", "storage.read-back-failed"}
ONCE = [
    *(Fault.CUT_REQUEST, Fault.FLIPPED_REQUEST, Fault.LOST, Fault.ERROR_500),
    *(Fault.CUT_RESPONSE, Fault.TRUNCATED, Fault.FLIPPED_RESPONSE),
]


@dataclass(frozen=True)
class Places:
    """A bucket, what it can do, and how many requests it takes to place one generation there."""

    folder: Path
    address: Address
    able: Abilities
    sealing: Seal
    requests: int = 0

    def place(self, wrong: Plan) -> tuple[Placed | MunimentError, Vault, FaultyProxy]:
        """Place one into a folder and into the bucket behind a proxy; what was said.

        Also the vault over both without the proxy.
        """
        name = uuid4().hex
        address = replace(self.address, prefix=f"{name}/")
        folder = FileStore.create("folder", self.folder / name)
        S3Store.create("bucket", address)
        direct = Vault([folder, S3Store("bucket", address, self.able)])
        with FaultyProxy(address.endpoint, wrong).running() as proxy:
            behind: Store = S3Store(
                "bucket", replace(address, endpoint=proxy.endpoint), self.able, patience=HASTE
            )
            try:
                return Vault([folder, behind]).place(KEY, self.sealing), direct, proxy
            except MunimentError as error:
                return error, direct, proxy

    def judge(self, said: Placed | MunimentError, direct: Vault) -> None:
        """What was acknowledged is there; what was not is completed by the next run."""
        if isinstance(said, MunimentError):
            assert said.code in AWAY_OR_NOT_SAFE, said
            said = direct.place(KEY, self.sealing)
        assert [one.store for one in said.placements] == ["folder", "bucket"]
        sha256 = said.sealed.object_sha256
        assert all(direct.check(one, sha256) == Intact() for one in said.placements)


@pytest.fixture(scope="module")
def places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Places]:
    service, kind = request.param
    folder = tmp_path_factory.mktemp("places")
    sealing = Holdings(folder).sealing(plan(folder))
    with bucket_for(kind, service=service) as address:
        able = S3Store.create("bucket", address).known_abilities
        found = Places(folder, address, able, sealing)
        said, direct, proxy = found.place(lambda _number, _request: None)
        found.judge(said, direct)
        yield replace(found, requests=len(proxy.seen))


@pytest.mark.parametrize("places", [S3, CEPH], indirect=True, ids=named)
@pytest.mark.parametrize("fault", ONCE, ids=named)
def test_a_fault_at_any_request(places: Places, fault: Fault) -> None:
    def check(at: int) -> None:
        said, direct, proxy = places.place(once(fault, at))
        assert len(proxy.seen) > at
        places.judge(said, direct)

    assert places.requests > 1
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(check, range(places.requests)))


@pytest.mark.parametrize("places", [S3, CEPH], indirect=True, ids=named)
def test_what_never_reads_back_right_is_never_called_stored(places: Places) -> None:
    said, direct, _ = places.place(always(Fault.FLIPPED_RESPONSE, 0))
    assert isinstance(said, MunimentError)
    places.judge(said, direct)


@pytest.mark.parametrize("places", [S3], indirect=True, ids=named)
@pytest.mark.parametrize("fault", [Fault.LOST, Fault.ERROR_500, Fault.TRUNCATED], ids=named)
def test_a_bucket_that_goes_away_at_any_request(places: Places, fault: Fault) -> None:
    def check(at: int) -> None:
        said, direct, _ = places.place(always(fault, at))
        assert isinstance(said, MunimentError)
        places.judge(said, direct)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(check, range(places.requests)))
