"""Each fault at each request of each deed: no false "stored", no hang, nothing doubled."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest

from model.errors import MunimentError
from storage.stores import Abilities, KeyTaken, ObjectUnreadable, Removed
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address
from storage.stores.s3_patience import Patience
from tests.engines import bucket_for
from tests.storage.buckets import versions
from tests.storage.contract import KEY, keys, whole
from tests.storage.faulty_proxy import Fault, FaultyProxy, Plan

pytestmark = pytest.mark.engines

MIB = 1 << 20
SMALL, LARGE = b"content" * 100, bytes(range(256)) * (17 * MIB // 256)
HASTE = Patience(connect=2, silence=2.5, assembly=2.5, rate=20 * MIB, tries=3)
# A request's tries, each with its own silence before and in the answer, and boto3's pauses between.
LIMIT = HASTE.tries * (HASTE.connect + 2 * HASTE.worth(20 * MIB)) + 2 + 4


@dataclass(frozen=True)
class Deed:
    """Something a store is asked to do, and how it must be afterwards."""

    do: Callable[[S3Store], object]
    before: bytes | None  # what lies under the key when it begins
    after: bytes | None
    answer: Callable[[object], bool] = lambda _said: True


def _put_large(store: S3Store) -> str:
    with store.receive(KEY) as incoming:
        incoming.write(LARGE)
        return incoming.commit()


DEEDS = {
    "put": Deed(lambda s: s.put(KEY, SMALL), None, SMALL),
    "put in parts": Deed(_put_large, None, LARGE),
    "read": Deed(whole, LARGE[: 3 * MIB], LARGE[: 3 * MIB], lambda said: said == LARGE[: 3 * MIB]),
    "read a part": Deed(
        lambda s: b"".join(s.read(KEY, "", 3, 5)), SMALL, SMALL, lambda said: said == SMALL[3:8]
    ),
    "stat": Deed(lambda s: s.stat(KEY), SMALL, SMALL, lambda said: said is not None),
    "stat of nothing": Deed(lambda s: s.stat(KEY), None, None, lambda said: said is None),
    "list": Deed(keys, SMALL, SMALL, lambda said: said == [KEY]),
    "delete": Deed(lambda s: s.delete(KEY), SMALL, None, lambda said: said == Removed()),
    "repair": Deed(
        lambda s: s.replace_damaged(KEY, hashlib.sha256(SMALL).digest(), [b"healed"]),
        SMALL,
        b"healed",
    ),
    "tidy": Deed(lambda s: s.tidy(0), SMALL, SMALL),
    "what it can do": Deed(lambda s: s.abilities(), None, None),
}
# the answer's bytes are compared by those who know the digest: vault and packing
CHANGES_NOTHING = {"read", "read a part"}


@dataclass(frozen=True)
class Server:
    """A bucket, what it can do, and how many requests each deed needs there."""

    address: Address
    able: Abilities
    requests: dict[str, int] = field(default_factory=dict)


@contextmanager
def case(bucket: Server, deed: Deed, plan: Plan) -> Iterator[tuple[S3Store, S3Store, FaultyProxy]]:
    """The store as it is, the same store behind a faulty proxy, and the proxy."""
    address = replace(bucket.address, prefix=uuid4().hex)
    S3Store.create("north", address)
    direct = S3Store("north", address, bucket.able)
    if deed.before is not None:
        direct.put(KEY, deed.before)
    with FaultyProxy(address.endpoint, plan).running() as proxy:
        behind = replace(address, endpoint=proxy.endpoint)
        yield direct, S3Store("north", behind, bucket.able, patience=HASTE), proxy


def outcome(deed: Deed, store: S3Store) -> object:
    """What is said, or the error."""
    try:
        return deed.do(store)
    except (MunimentError, ObjectUnreadable, KeyTaken) as error:
        return error


def once(fault: Fault, at: int) -> Plan:
    return lambda number, _request: fault if number == at else None


def always(fault: Fault, since: int) -> Plan:
    return lambda number, _request: fault if number >= since else None


def is_as(store: S3Store, content: bytes | None) -> bool:
    found = whole(store) if store.stat(KEY) is not None else None
    return found == content and keys(store) == ([] if content is None else [KEY])


S3, CEPH = ("s3", "plain"), ("ceph", "versioned")
# of the second server those that its claims and its missing conditions make different
ONCE = [
    *((S3, fault) for fault in Fault if fault is not Fault.FLIPPED_RESPONSE),
    *((CEPH, fault) for fault in (Fault.CUT_REQUEST, Fault.LOST, Fault.LOST_HANGS)),
    *((CEPH, fault) for fault in (Fault.ERROR_500, Fault.TRUNCATED)),
]
ALWAYS = [
    *((S3, fault) for fault in (Fault.HANGS, Fault.ERROR_500, Fault.LOST, Fault.DRIPS)),
    *((CEPH, fault) for fault in (Fault.HANGS, Fault.LOST)),
]


def named(one: tuple[str, str] | Fault) -> str:
    return one.name if isinstance(one, Fault) else "-".join(one)


@pytest.fixture(scope="module")
def bucket(request: pytest.FixtureRequest) -> Iterator[Server]:
    service, kind = request.param
    with bucket_for(kind, service=service) as address:
        server = Server(address, S3Store.create("north", address).known_abilities)
        for name, deed in DEEDS.items():
            with case(server, deed, lambda _number, _request: None) as (_, store, proxy):
                deed.do(store)
                server.requests[name] = len(proxy.seen)
        yield server


def each_request(bucket: Server, check: Callable[[str, Deed, int], None]) -> None:
    """Run ``check`` for every request of every deed; the waiting is done side by side."""
    cases = [
        (name, DEEDS[name], at) for name, many in bucket.requests.items() for at in range(many)
    ]
    with ThreadPoolExecutor(24) as threads:
        list(threads.map(lambda one: check(*one), cases))


@pytest.mark.parametrize(("bucket", "fault"), ONCE, indirect=["bucket"], ids=named)
def test_a_fault_that_comes_once_is_got_over(bucket: Server, fault: Fault) -> None:
    def check(name: str, deed: Deed, at: int) -> None:
        with case(bucket, deed, once(fault, at)) as (direct, store, proxy):
            began = time.monotonic()
            said = deed.do(store)
            took = time.monotonic() - began
            assert len(proxy.seen) > at, (name, at)
            assert deed.answer(said), (name, at, said)
            assert is_as(direct, deed.after), (name, at)
            assert took < LIMIT * len(proxy.seen), (name, at, took)
            if name in ("put", "put in parts") and bucket.able.versioning:
                assert versions(direct, "aip/") == 1, (name, at)

    each_request(bucket, check)


@pytest.mark.parametrize(("bucket", "fault"), ALWAYS, indirect=["bucket"], ids=named)
def test_a_fault_that_stays_ends_in_time_and_the_next_run_completes(
    bucket: Server, fault: Fault
) -> None:
    def check(name: str, deed: Deed, at: int) -> None:
        with case(bucket, deed, always(fault, at)) as (direct, store, proxy):
            began = time.monotonic()
            match outcome(deed, store):
                case MunimentError() as error:
                    assert error.code == "storage.away", (name, at, error)
                case ObjectUnreadable():
                    assert name in CHANGES_NOTHING, (name, at)
                case KeyTaken():
                    # written, and nobody could tell that it was we; the next run adopts it
                    assert is_as(direct, deed.after), (name, at)
                case said:
                    assert deed.answer(said), (name, at, said)
                    assert is_as(direct, deed.after), (name, at)
            # abandoning and withdrawing have their own tries
            assert time.monotonic() - began < LIMIT * (len(proxy.seen) - at), (name, at)
            assert is_as(direct, deed.before) or is_as(direct, deed.after), (name, at)
            proxy.plan = lambda _number, _request: None
            said = outcome(deed, store)
            assert not isinstance(said, MunimentError | ObjectUnreadable), (name, at, said)
            assert is_as(direct, deed.after), (name, at)

    each_request(bucket, check)


@pytest.mark.parametrize("bucket", [S3, CEPH], indirect=True, ids=named)
def test_a_bit_that_flips_on_the_way_back_does_not_pass_for_stored(bucket: Server) -> None:
    """The store cannot know; the digest that every reader holds against it does."""
    deed = DEEDS["read"]
    with case(bucket, deed, always(Fault.FLIPPED_RESPONSE, 0)) as (_, store, _proxy):
        read = b"".join(store.read(KEY, from_medium=True))
        assert len(read) == len(deed.before or b"")
        assert hashlib.sha256(read).digest() != hashlib.sha256(deed.before or b"").digest()


@pytest.mark.parametrize("bucket", [S3], indirect=True, ids=named)
def test_a_request_that_ends_has_a_message_of_one_line(bucket: Server) -> None:
    with case(bucket, DEEDS["stat"], always(Fault.HANGS, 0)) as (_, store, _proxy):
        with pytest.raises(MunimentError) as caught:
            store.stat(KEY)
        assert caught.value.message().count("\n") == 0
        assert store.bucket.client.meta.endpoint_url in caught.value.message()
