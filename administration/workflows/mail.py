"""Sending the letters that are due."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from administration.mail import Post, opened
from administration.wiring import Archive
from catalogue import ledger, mails
from catalogue.mails import Mail
from model.errors import MunimentError
from model.event import Event, Kind
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: none. What cannot be sent now is due again later."""
    return steps.step("send", lambda: _send_due(archive))


def _send_due(archive: Archive) -> dict[str, int]:
    with archive.database.read() as connection:
        due = mails.due(connection, archive.clock())
    sent = failed = 0
    with ExitStack() as stack:
        post: Post | None = None
        away: MunimentError | None = None
        for letter in due:
            with archive.database.write() as connection:
                if not mails.claim(connection, letter, archive.clock()):
                    continue  # another process has it
            try:
                if post is None and away is None:
                    post = stack.enter_context(_way_out(archive))
                if post is None:
                    raise away or MunimentError("mail.away", host="", reason="no answer")
                post(letter)
            except MunimentError as error:
                away = error if post is None else None
                failed += 1
                _note(archive, letter, error)
            else:
                sent += 1
                _note(archive, letter, None)
    return {"sent": sent, "failed": failed}


def _way_out(archive: Archive) -> Any:
    return opened(archive.settings.mail, archive.home, archive.settings.archive.title)


def _note(archive: Archive, letter: Mail, error: MunimentError | None) -> None:
    agent = archive.software
    with archive.database.write() as connection:
        if error is not None:
            mails.failed(connection, letter, error.message())
            return
        mails.sent(connection, letter, archive.clock())
        fields = {"mail": str(letter.id), "account": str(letter.account), "code": letter.kind}
        event = Event(archive.new_id(), Kind.MAILED, archive.clock(), agent, fields=fields)
        ledger.append(connection, event)
