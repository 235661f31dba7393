"""Handing in through the browser: the whole way, and every way that is not meant."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from administration.housekeeping import tidy_up
from administration.people import create, link_for_role
from catalogue import accounts, incoming
from catalogue.ledger import Recorded, events_about
from ingest.handing_in.receiving import ABANDONED_AFTER, abandon
from ingest.handing_in.shelf import Shelf
from model.ids import parse_uuid
from model.policy import UserRole
from model.receiving import Deed, IncomingState, OutOfTurn, after
from tests.access.portal import Portal, portal
from tests.forms import token_of

TUS = {"tus-resumable": "1.0.0"}
TABLE = "path,Signatur,parent,level,Titel,von,bis\nakte,S-90,S,file,<i>Wehr</i> am Bach,1901,1902\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("receiving")) as made:
        yield made


@pytest.fixture(scope="module")
def archivist(opened: Portal) -> TestClient:
    return opened.signed_in(UserRole.ARCHIVIST)


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, data in files.items():
            out.writestr(name, data)
    return made.getvalue()


def hand_in(client: TestClient, files: dict[str, bytes], **fields: str) -> str:
    """Without a script: one form. The path of the submission's page."""
    answer = client.post(
        "/submissions",
        data={"form_token": token_of(client), "title": "Wehr", **fields},
        files=[("files", (name, data)) for name, data in files.items()],
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def begin(client: TestClient, **fields: str) -> str:
    """With a script: the submission first, its files after it. Its id."""
    data = {"form_token": token_of(client), "title": "Wehr", "script": "1", **fields}
    answer = client.post("/submissions", data=data)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def announce(client: TestClient, of: str, name: str, size: int, **headers: str) -> str:
    said = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in (("filename", name), ("incoming", of))
    )
    answer = client.post(
        "/api/v1/uploads",
        headers={
            **TUS, "x-form-token": token_of(client), "upload-length": str(size),
            "upload-metadata": said, **headers,
        },
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def send(client: TestClient, place: str, offset: int, data: bytes, **more: str) -> tuple[int, str]:
    answer = client.patch(
        place,
        content=data,
        headers={
            **TUS, "x-form-token": token_of(client), "upload-offset": str(offset),
            "content-type": "application/offset+octet-stream", **more,
        },
    )  # fmt: skip
    return answer.status_code, answer.headers.get("upload-offset", answer.text)


def settled(client: TestClient, page: str, state: str) -> str:
    """The page once the submission is in a state."""
    patience = time.monotonic() + 30
    while True:
        text = client.get(page).text
        if f'role="status">{state}<' in text:
            return text
        assert time.monotonic() < patience, text
        time.sleep(0.05)


def events(opened: Portal, page: str) -> list[Recorded]:
    subject = parse_uuid(page.rpartition("/")[2])
    assert subject
    with opened.archive.database.read() as connection:
        return list(events_about(connection, subject))


def test_handed_in_checked_accepted_and_found(opened: Portal, archivist: TestClient) -> None:
    data = zipped({"wehr/metadata.csv": TABLE.encode(), "wehr/akte/blatt.txt": b"Das Wehr am Bach"})
    page = hand_in(archivist, {"wehr.zip": data}, source="Tiefbauamt <b>Musterfurt</b>")
    report = settled(archivist, page, "checked, to be decided")
    assert "Nothing stands against taking it in" in report
    assert "&lt;i&gt;Wehr&lt;/i&gt; am Bach" in report
    assert "<b>Musterfurt" not in report
    assert "S-90" in report
    assert hashlib.sha512(b"Das Wehr am Bach").hexdigest()[:16] in report
    accepted = archivist.post(f"{page}/accept", data={"form_token": token_of(archivist)})
    assert accepted.status_code == 303
    text = settled(archivist, page, "stored")
    unit = re.search(r'href="(/unit/[0-9a-f-]+)"', text)
    assert unit
    assert "S-90" in opened.public.get(unit[1]).text
    assert "S-90" in opened.public.get("/search?q=Wehr").text
    register = archivist.get("/accessions", headers={"accept-language": "en"}).text
    assert "Tiefbauamt" in register
    # the first came by the command line, without a title of its own: its first unit speaks for it
    assert ">Brücke über die Müller-Au</a> and 4 more" in register
    assert "S-1" in register
    folder = Shelf(opened.archive.home.spool).folder(parse_uuid(page[13:]))  # type: ignore[arg-type]
    assert not folder.exists(), "what is stored need not lie in the spool"
    kinds = [one.fields["kind"] for one in events(opened, page)]
    assert kinds == ["uploaded", "accepted"]
    with opened.archive.database.read() as connection:
        who = accounts.by_name(connection, UserRole.ARCHIVIST.value)
    assert who
    assert {one.fields["agent"]["id"] for one in events(opened, page)} == {str(who.id)}
    # the deed itself is the archivist's too, not that of whoever runs the server
    stored = [e for e in events(opened, str(opened.aip("S-90"))) if e.fields["kind"] == "stored"]
    assert stored[0].fields["agent"]["id"] == str(who.id)


def test_the_same_again_is_known(archivist: TestClient) -> None:
    data = zipped({"w/metadata.csv": TABLE.encode(), "w/akte/blatt.txt": b"Das Wehr am Bach"})
    page = hand_in(archivist, {"wehr.zip": data})
    assert "in the archive already" in settled(archivist, page, "checked, to be decided")


def test_what_is_wrong_is_said_and_cannot_be_accepted(archivist: TestClient) -> None:
    page = hand_in(archivist, {"blatt.txt": b"anders", "sums.sha256": b"0" * 64 + b"  blatt.txt\n"})
    report = settled(archivist, page, "checked, to be decided")
    assert "cannot be taken in" in report
    assert "blatt.txt" in report
    answer = archivist.post(f"{page}/accept", data={"form_token": token_of(archivist)})
    assert answer.status_code == 409
    listed = archivist.get("/submissions").text
    assert listed.index("With problems") < listed.index(page)


def test_a_script_sends_it_in_pieces_and_a_cut_costs_nothing(archivist: TestClient) -> None:
    data = bytes(range(256)) * 500
    of = begin(archivist)
    place = announce(archivist, of, "ordner/stück.bin", len(data))
    assert send(archivist, place, 0, data[:70_000]) == (204, "70000")
    head = archivist.head(place, headers=TUS)
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == ("70000", "128000")
    assert head.headers["cache-control"] == "no-store"
    assert announce(archivist, of, "ordner/stück.bin", len(data)) == place, "chosen again: goes on"
    token = {"form_token": token_of(archivist)}
    early = archivist.post(f"/submissions/{of}/hand-in", data=token)
    assert early.status_code == 409
    assert "ordner/stück.bin has not arrived completely" in early.text
    assert send(archivist, place, 70_000, data[70_000:]) == (204, "128000")
    assert archivist.post(f"/submissions/{of}/hand-in", data=token).status_code == 303
    report = settled(archivist, f"/submissions/{of}", "checked, to be decided")
    assert hashlib.sha512(data).hexdigest()[:16] in report


def test_lies_about_the_offset(archivist: TestClient) -> None:
    place = announce(archivist, begin(archivist), "a.bin", 10)
    assert send(archivist, place, 3, b"xyz")[0] == 409
    assert send(archivist, place, 0, b"abc") == (204, "3")
    assert send(archivist, place, 0, b"abc")[0] == 409
    assert send(archivist, place, 3, b"12345678")[0] == 413, "more than was announced"
    assert archivist.head(place, headers=TUS).headers["upload-offset"] == "3"
    for offset in ("-1", "", "one", "9" * 30):
        assert send(archivist, place, 0, b"x", **{"upload-offset": offset})[0] == 400
    answer = archivist.patch(
        place, content=b"x", headers={**TUS, "x-form-token": token_of(archivist)}
    )
    assert answer.status_code == 415
    assert archivist.head(place).status_code == 412


def test_a_checksum_that_is_wrong_takes_back_what_came(archivist: TestClient) -> None:
    place = announce(archivist, begin(archivist), "a.bin", 6)

    def checked(offset: int, data: bytes, of: bytes) -> tuple[int, str]:
        digest = base64.b64encode(hashlib.sha256(of).digest()).decode()
        return send(archivist, place, offset, data, **{"upload-checksum": f"sha256 {digest}"})

    assert checked(0, b"abc", b"abc") == (204, "3")
    assert checked(3, b"dxf", b"def")[0] == 460
    assert archivist.head(place, headers=TUS).headers["upload-offset"] == "3"
    assert checked(3, b"def", b"def") == (204, "6")
    bad = {"upload-checksum": "md4 AAAA"}
    assert send(archivist, place, 6, b"", **bad)[0] == 400


def test_two_writers(opened: Portal, archivist: TestClient) -> None:
    place = announce(archivist, begin(archivist), "a.bin", 6)
    identifier = parse_uuid(place.rpartition("/")[2])
    assert identifier
    with opened.archive.database.read() as connection:
        upload = incoming.upload_by_id(connection, identifier)
    assert upload
    with Shelf(opened.archive.home.spool).writing(upload, 0) as growing:
        assert send(archivist, place, 0, b"xyz")[0] == 423
        growing.write(b"abc")
    assert send(archivist, place, 3, b"def") == (204, "6")


@pytest.mark.parametrize(
    "name",
    [
        "../../keys/ledger",
        "/etc/passwd",
        "a/../../b",
        "",
        ".",
        "a\\b",
        "a\x00b",
        "a\nb",
        "x" * 5000,
    ],
)
def test_names_that_climb(archivist: TestClient, name: str) -> None:
    said = ",".join(
        f"{k} {base64.b64encode(v.encode()).decode()}"
        for k, v in (("filename", name), ("incoming", begin(archivist)))
    )
    answer = archivist.post(
        "/api/v1/uploads",
        headers={
            **TUS, "x-form-token": token_of(archivist), "upload-length": "1",
            "upload-metadata": said,
        },
    )  # fmt: skip
    assert answer.status_code in (413, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_where_a_folder_is(archivist: TestClient) -> None:
    of = begin(archivist)
    assert send(archivist, announce(archivist, of, "a", 1), 0, b"x") == (204, "1")
    assert send(archivist, announce(archivist, of, "a/b", 1), 0, b"x")[0] == 422


def test_somebody_elses(opened: Portal, archivist: TestClient) -> None:
    place = announce(archivist, begin(archivist), "a.bin", 6)
    other = opened.client()
    link = create(opened.archive, "zweite", UserRole.ARCHIVIST).url.rpartition("/")[2]
    assert other.post(f"/sign-in/link/{link}").status_code == 303
    assert other.head(place, headers=TUS).status_code == 404
    assert send(other, place, 0, b"x")[0] == 404
    for role in (UserRole.READER, UserRole.DESK, UserRole.AUDITOR):
        client = opened.signed_in(role)
        assert client.get("/submissions").status_code == 403
        assert client.head(place, headers=TUS).status_code == 403
    assert opened.public.get("/submissions").status_code in (303, 401, 403)


def test_without_its_form_nothing_happens(archivist: TestClient) -> None:
    page = hand_in(archivist, {"a.txt": b"Formular"})
    settled(archivist, page, "checked, to be decided")
    for deed in ("accept", "refuse", "send-back", "hand-in"):
        assert archivist.post(f"{page}/{deed}", data={"reason": "x"}).status_code == 403
    assert archivist.post("/submissions", data={"title": "x"}).status_code == 403
    place = announce(archivist, begin(archivist), "a.bin", 6)
    answer = archivist.patch(place, content=b"x", headers={**TUS, "upload-offset": "0"})
    assert answer.status_code == 403


def test_refused_with_a_reason_once(opened: Portal, archivist: TestClient) -> None:
    page = hand_in(archivist, {"a.txt": b"abgelehnt"})
    settled(archivist, page, "checked, to be decided")
    token = {"form_token": token_of(archivist)}
    assert archivist.post(f"{page}/refuse", data={**token, "reason": " "}).status_code == 422
    said = {**token, "reason": "Nicht <script>archivwürdig</script>"}
    assert archivist.post(f"{page}/refuse", data=said).status_code == 303
    text = archivist.get(page).text
    assert "Nicht &lt;script&gt;archivwürdig" in text
    for deed in ("refuse", "send-back", "accept"):
        assert archivist.post(f"{page}/{deed}", data=said).status_code == 409
    refused = events(opened, page)[-1]
    assert refused.fields["kind"] == "refused"
    assert "archivw" not in str(refused.fields), "what people write is not in the ledger"


def test_nothing_chosen_and_parents_that_are_not_there(archivist: TestClient) -> None:
    token = {"form_token": token_of(archivist), "title": "x"}
    assert archivist.post("/submissions", data=token).status_code == 422
    unknown = {**token, "parent": "NIRGENDS"}
    answer = archivist.post("/submissions", data=unknown, files=[("files", ("a", b"a"))])
    assert answer.status_code == 422
    assert "NIRGENDS" in answer.text
    assert archivist.get("/submissions/nothing").status_code == 404
    assert archivist.get("/submissions/0193a5c0-1234-7abc-8def-00112233abcd").status_code == 404


def test_what_is_larger_than_allowed(opened: Portal, archivist: TestClient) -> None:
    of = begin(archivist)
    size = opened.archive.settings.ingest_limits().bytes + 1
    said = f"filename YQ==,incoming {base64.b64encode(of.encode()).decode()}"
    headers = {
        **TUS, "x-form-token": token_of(archivist), "upload-length": str(size),
        "upload-metadata": said,
    }  # fmt: skip
    assert archivist.post("/api/v1/uploads", headers=headers).status_code == 413
    # as much as is allowed, and more than this disk has
    answer = archivist.post("/api/v1/uploads", headers={**headers, "upload-length": str(size - 1)})
    assert answer.status_code == 503
    assert "no room" in answer.json()["title"]


def test_what_this_server_can_do(archivist: TestClient) -> None:
    answer = archivist.options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {
        "creation", "termination", "checksum", "expiration",
    }  # fmt: skip


def test_terminated(archivist: TestClient) -> None:
    place = announce(archivist, begin(archivist), "a.bin", 6)
    headers = {**TUS, "x-form-token": token_of(archivist)}
    assert archivist.delete(place, headers=headers).status_code == 204
    assert archivist.head(place, headers=TUS).status_code == 404


def test_tidy_leaves_uploads_and_takes_the_abandoned(opened: Portal, archivist: TestClient) -> None:
    of = begin(archivist)
    place = announce(archivist, of, "a.bin", 6)
    send(archivist, place, 0, b"abc")
    tidy_up(opened.archive)
    assert archivist.head(place, headers=TUS).headers["upload-offset"] == "3"
    shelf, clock = Shelf(opened.archive.home.spool), opened.archive.clock
    abandon(opened.archive.database, shelf, lambda: clock() + ABANDONED_AFTER + timedelta(1))
    assert archivist.head(place, headers=TUS).status_code == 404
    assert not (shelf.root / of).exists()


def test_every_deed_in_its_turn() -> None:
    ended = (IncomingState.STORED, IncomingState.REFUSED, IncomingState.SENT_BACK)
    for state in ended:
        for deed in Deed:
            with pytest.raises(OutOfTurn):
                after(state, deed)
    with pytest.raises(OutOfTurn):
        after(IncomingState.CHECKING, Deed.ACCEPT)
    assert after(IncomingState.WAITING, Deed.ACCEPT) is IncomingState.ACCEPTED


def test_a_link_for_each_role_works(opened: Portal, tmp_path: Path) -> None:
    link = link_for_role(opened.archive, UserRole.ARCHIVIST, "http://testserver").url
    client = opened.client()
    assert client.post(link.removeprefix("http://testserver")).status_code == 303
    assert client.get("/submissions").status_code == 200
