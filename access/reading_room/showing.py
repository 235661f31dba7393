"""What several pages of the reading room show: a problem with its hint, items with their units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from catalogue import ledger, orders, readers
from catalogue.database import Connection
from catalogue.orders import Item
from model.errors import MunimentError
from model.order import ItemDeed, ItemState, deeds, hands_of
from model.policy import User
from model.ports import Shell


def page(
    shell: Shell,
    request: Request,
    template: str,
    error: MunimentError | None = None,
    **context: Any,
) -> Response:
    """A page, with what was wrong with the form that was sent to it."""
    language = shell.language(request)
    answer: Response = shell.page(
        request, template, status=error.kind.status if error else 200,
        problem=error.message(language) if error else "",
        hint=error.hint(language) if error else "", fault=error.code if error else "", **context,
    )  # fmt: skip
    return answer


def with_items(connection: Connection, items: Sequence[Item]) -> dict[str, Any]:
    """What a page needs to show items: who wants them, and which units were asked for."""
    people = readers.of_accounts(connection, {one.account for one in items})
    return {"people": people, "asked": orders.asked_for(connection, items)}


def timeline(connection: Connection, item: Item) -> list[dict[str, Any]]:
    """What has become of an item, oldest first, as the ledger has it."""
    told = [event.fields for event in ledger.events_about(connection, item.id)]
    return [one for one in told if one["kind"] == "order-moved"]


def able(user: User, state: ItemState) -> list[ItemDeed]:
    """What somebody can do to an item; handing over has a button of its own."""
    mine = deeds(state, hands_of(user.role))
    return [one for one in mine if one is not ItemDeed.HAND_OVER]
