"""Files handed out: verified, resumable, and never as a page of ours."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from access.ranges import Range, matches, read_range
from model.errors import MunimentError
from tests.access.portal import FILES, Portal, portal

PLAN = FILES["offen/plan.txt"]


def test_a_download_and_its_headers(open_portal: Portal) -> None:
    answer = open_portal.public.get(open_portal.file("S-1", "plan.txt"))
    digest = hashlib.sha512(PLAN).digest()
    encoded = base64.b64encode(digest).decode()
    assert answer.content == PLAN
    assert answer.headers["etag"] == f'"sha512-{digest.hex()}"'
    assert answer.headers["digest"] == f"SHA-512={encoded}"
    assert answer.headers["repr-digest"] == f"sha-512=:{encoded}:"
    assert answer.headers["content-length"] == str(len(PLAN))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    head = open_portal.public.head(open_portal.file("S-1", "plan.txt"))
    assert head.content == b""
    assert head.headers["etag"] == answer.headers["etag"]


def test_names_of_any_kind(open_portal: Portal) -> None:
    answer = open_portal.public.get(open_portal.file("S-1", "M%C3%BCller%20%26%20S%C3%B6hne.html"))
    disposition = answer.headers["content-disposition"]
    assert disposition.endswith("filename*=UTF-8''M%C3%BCller%20%26%20S%C3%B6hne.html")
    assert disposition.isascii()


@pytest.mark.parametrize("name", ["M%C3%BCller%20%26%20S%C3%B6hne.html", "wappen.svg"])
def test_what_could_run_is_never_inline(open_portal: Portal, name: str) -> None:
    answer = open_portal.public.get(open_portal.file("S-1", name) + "?inline=1")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    plan = open_portal.public.get(open_portal.file("S-1", "plan.txt") + "?inline=1")
    assert plan.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=5-9", 5, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None),
     ("bytes=0-99999999", 0, None)],
)  # fmt: skip
def test_ranges(open_portal: Portal, asked: str, start: int, end: int | None) -> None:
    url = open_portal.file("S-1", "plan.txt")
    answer = open_portal.public.get(url, headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == PLAN[start:end]
    first = start % len(PLAN) if start else 0
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(PLAN)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-5", "bytes=-", "x" * 500])
def test_what_is_no_single_range_gets_the_whole(open_portal: Portal, asked: str) -> None:
    answer = open_portal.public.get(open_portal.file("S-1", "plan.txt"), headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, PLAN)


def test_a_range_outside_the_file(open_portal: Portal) -> None:
    headers = {"range": f"bytes={len(PLAN)}-"}
    answer = open_portal.public.get(open_portal.file("S-1", "plan.txt"), headers=headers)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PLAN)}"  # RFC 9110 section 15.5.17


def test_conditions(open_portal: Portal) -> None:
    url = open_portal.file("S-1", "plan.txt")
    etag = open_portal.public.head(url).headers["etag"]
    for header in (etag, f'"other", W/{etag}', "*"):
        same = open_portal.public.get(url, headers={"if-none-match": header})
        assert (same.status_code, same.content) == (304, b"")
    part = {"range": "bytes=0-3", "if-range": etag}
    assert open_portal.public.get(url, headers=part).status_code == 206
    part["if-range"] = '"changed"'
    assert open_portal.public.get(url, headers=part).status_code == 200


def test_ranges_by_themselves() -> None:
    assert read_range(None, 10) is None
    assert read_range("bytes=-20", 10) == Range(0, 10)
    with pytest.raises(MunimentError):
        read_range("bytes=0-", 0)
    assert not matches(None, '"a"', weak=True)
    assert not matches('W/"a"', '"a"', weak=False)


def test_a_damaged_copy_is_never_handed_out(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        url = opened.file("S-1", "plan.txt")
        objects = sorted((tmp_path / "home/stores").glob(f"*/aip/*/*/{opened.aip('S-1')}/*.zip"))
        assert len(objects) == 2
        for number, path in enumerate(objects, start=1):
            data = bytearray(path.read_bytes())
            data[data.index(b"ganz offen")] ^= 1
            path.chmod(0o644)
            path.write_bytes(data)
            answer = opened.public.get(url)
            if number == 1:
                assert (answer.status_code, answer.content) == (200, PLAN)
            else:
                assert answer.status_code == 503
                assert "storage.member-altered" in answer.text
