"""The page of what a description said before, and who changed it."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from access.describing.comparing import differences
from access.describing.placing import refcode_of
from access.reading import Reading
from access.units import find_unit
from catalogue import accounts, revising
from model.ports import Shell


class History:
    """The revisions of one description, newest first, each with what it changed."""

    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading

    def page(self, request: Request, identifier: str) -> Response:
        today = self._reading.today
        with self._reading.database.read() as connection:
            one = find_unit(connection, identifier, self._shell.user(request), today)
            revisions = revising.history(connection, one)
            names = {
                who: (found.name if (found := accounts.by_id(connection, who)) else "")
                for who in {revision.by for revision in revisions if revision.by}
            }
            codes = {
                parent: refcode_of(connection, parent)
                for parent in {revision.said.parent for revision in revisions}
            }
        steps = [
            {
                "revision": newer,
                "by": names.get(newer.by, "") if newer.by else "",
                "changes": differences(
                    older.said, newer.said, (codes[older.said.parent], codes[newer.said.parent])
                )
                if older
                else [],
                "first": older is None,
            }
            for newer, older in zip(revisions, [*revisions[1:], None], strict=True)
        ]
        answer: Response = self._shell.page(
            request, "describe-history.html", one=one.description, steps=steps, today=today
        )
        return answer
