"""What the doctor says of buckets: one sentence each, and a warning where settings ask too much."""

from __future__ import annotations

from typing import Any

import pytest

from administration.doctor.buckets import tried
from administration.doctor.note import Note
from administration.settings_stores import StoreSettings
from storage.stores.s3 import S3Store
from tests.engines import bucket_for

pytestmark = pytest.mark.engines


def note_on(kind: str, service: str, *, rule: bool = False, **asked: Any) -> Note:
    with bucket_for(kind, "one", service=service) as address:
        store = S3Store.create("north", address)
        if rule:
            store.bucket.client.put_object_lock_configuration(
                Bucket=address.bucket,
                ObjectLockConfiguration={
                    "ObjectLockEnabled": "Enabled",
                    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
                },
            )
        settings = StoreSettings(name="north", url=f"s3://{address.bucket}/one", **asked)
        return tried(settings, "s3://x", store)


@pytest.mark.parametrize(
    ("kind", "service", "said"),
    [
        ("plain", "s3", "refuses to overwrite, no versions, no Object Lock, SHA-256 on arrival"),
        ("versioned", "s3", "refuses to overwrite, versions, no Object Lock, SHA-256 on arrival"),
        ("locked", "ceph", "cannot refuse to overwrite, versions, Object Lock, no SHA-256"),
    ],
)
def test_a_sentence_on_each_bucket(kind: str, service: str, said: str) -> None:
    note = note_on(kind, service)
    assert (note.state, note.topic) == ("ok", "store.north")
    assert said in note.text("en")
    assert bool(note.cost("en")) == ("cannot" in said)
    assert note.text("de") != note.text("en")


def test_what_is_held_is_said() -> None:
    note = note_on("locked", "s3", lock="compliance", lock_days=365, legal_hold=True)
    assert note.state == "ok"
    assert "are held for 365 days (compliance) and by legal hold" in note.text("en")
    assert "365 Tage lang (compliance) und durch Legal Hold festgehalten" in note.text("de")


@pytest.mark.parametrize("asked", [{"lock": "governance", "lock_days": 1}, {"legal_hold": True}])
@pytest.mark.parametrize("service", ["s3", "ceph"])
def test_a_lock_that_the_bucket_does_not_have(service: str, asked: dict[str, Any]) -> None:
    note = note_on("versioned", service, **asked)
    assert note.state == "fail"
    assert "does not have" in note.cost("en")
    assert "nicht hat" in note.cost("de")


def test_a_bucket_that_holds_everything() -> None:
    note = note_on("locked", "s3", rule=True)
    assert note.state == "warn"
    assert "erased by law" in note.cost("en")
