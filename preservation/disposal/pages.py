"""The pages about disposals: what is asked for, who decides, what is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from catalogue import accounts, descriptions, disposals, ledger, letting_go
from catalogue.database import Connection
from catalogue.disposals import Disposal
from model.digests import named
from model.disposal import CAN_BE_CARRIED_OUT, DisposalDeed, deeds
from model.errors import MunimentError
from model.ids import parse_uuid
from model.policy import Act, may
from model.ports import Shell
from preservation.desk import Keeping
from preservation.disposal.deciding import Decisions

_SHOWN = 200
Route = tuple[str, str, Callable[..., Any], Act]


def routes_of(shell: Shell, keeping: Keeping) -> tuple[Route, ...]:
    """The routes of disposals."""
    desk = _Desk(shell, keeping)
    one, see, act = "/disposals/{identifier}", Act.SEE_OPERATIONS, Act.DISPOSE
    return (
        ("GET", "/disposals", desk.all, see),
        ("GET", one, desk.one, see),
        ("POST", one + "/carry-out", desk.carry_out, act),
        ("POST", one + "/{deed}", desk.decide, act),
    )


class _Desk:
    def __init__(self, shell: Shell, keeping: Keeping) -> None:
        self._shell = shell
        self._keeping = keeping

    def all(self, request: Request) -> Response:
        with self._keeping.database.read() as connection:
            found = [
                (one, self._units(connection, one)) for one in disposals.newest(connection, _SHOWN)
            ]
        page: Response = self._shell.page(request, "disposals.html", found=found)
        return page

    def one(self, request: Request, identifier: str) -> Response:
        one, user = self._find(identifier), self._shell.user(request)
        with self._keeping.database.read() as connection:
            names = {
                who: account.name
                for who in (one.requested_by, one.decided_by)
                if who and (account := accounts.by_id(connection, who))
            }
            reason = ledger.kept_text(connection, named("sha256", one.reason))
            objects = disposals.objects(connection, one.id)
            units = self._units(connection, one)
        own = one.requested_by is not None and one.requested_by == user.account
        allowed = deeds(one.state) if may(user, Act.DISPOSE) else []
        page: Response = self._shell.page(
            request, "disposal.html", one=one, names=names, reason=reason, objects=objects,
            units=units, own=own,
            deeds=[d for d in allowed if not (own and d is DisposalDeed.APPROVE)],
            can_carry_out=may(user, Act.DISPOSE) and one.state in CAN_BE_CARRIED_OUT,
        )  # fmt: skip
        return page

    def decide(self, request: Request, identifier: str, deed: str) -> Response:
        one, who = self._find(identifier), self._shell.user(request)
        if deed not in set(DisposalDeed):
            raise MunimentError("disposal.not-found", name=f"{one.id}/{deed}")
        recorder = self._keeping.recorder(who.agent)
        Decisions(self._keeping.database, recorder).decide(one, DisposalDeed(deed))
        return _to(one.id)

    def carry_out(self, request: Request, identifier: str) -> Response:
        one = self._find(identifier)
        if one.state not in CAN_BE_CARRIED_OUT:
            raise MunimentError("disposal.not-approved", disposal=one.id, state=one.state.value)
        now = self._keeping.clock()
        self._keeping.start(
            "disposal", {"disposal": str(one.id)}, key=f"disposal-{one.id}-{now:%Y%m%d%H%M}"
        )
        return _to(one.id)

    def _units(self, connection: Connection, one: Disposal) -> list[Any]:
        """The descriptions of it, before and after it went."""
        pointing = [
            d.description for d, path in descriptions.of_aip(connection, one.aip) if not path
        ]
        if pointing:
            return pointing
        keys = letting_go.units_of(connection, one.id)
        found = (descriptions.by_key(connection, key) for key in keys)
        return [each.description for each in found if each]

    def _find(self, identifier: str) -> Disposal:
        uuid = parse_uuid(identifier)
        with self._keeping.database.read() as connection:
            found = disposals.by_id(connection, uuid) if uuid else None
        if found is None:
            raise MunimentError("disposal.not-found", name=identifier)
        return found


def _to(identifier: UUID) -> Response:
    return RedirectResponse(f"/disposals/{identifier}", status_code=303)
