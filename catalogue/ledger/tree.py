"""The Merkle tree of the ledger, kept as the roots of its complete subtrees.

A leaf's hash is in `leaf`; a node of height h covers 2**h leaves. A root over ten million events,
or a proof in them, reads some dozens of rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, insert, select

from catalogue.ledger.events import raw
from catalogue.tables import leaf, tree_node
from model.merkle import EMPTY_ROOT, Subtree, node_hash

_PAGE = 5_000


def size(connection: Connection) -> int:
    """How many events have a position."""
    last = connection.execute(select(func.max(leaf.c.position))).scalar()
    return 0 if last is None else last + 1


def subtrees(connection: Connection) -> Subtree:
    """Tree heads over ranges of leaves, from the database."""

    def head(first: int, end: int) -> bytes:
        if first == end:
            return EMPTY_ROOT
        width = end - first
        if width & (width - 1) == 0 and first % width == 0:
            return _node(connection, width.bit_length() - 1, first // width)
        middle = first + (1 << (width - 1).bit_length() - 1)
        return node_hash(head(first, middle), head(middle, end))

    return head


def grow(connection: Connection, first: int, hashes: list[bytes]) -> None:
    """Add the nodes that become complete when these leaves are added at position ``first``."""
    rows = list(_completed(connection, first, hashes))
    if rows:
        connection.execute(insert(tree_node), rows)


def altered(connection: Connection) -> Iterator[tuple[int, int]]:
    """Nodes that are missing, too many, or not the hash of their two halves: (height, number).

    The leaves themselves are taken as they are.
    """
    height, complete = 1, size(connection) // 2
    while complete or _width(connection, height):
        expected = 0
        for number, value, computed in _pairs(connection, height):
            yield from ((height, missing) for missing in range(expected, number))
            if value != computed or number >= complete:
                yield height, number
            expected = number + 1
        yield from ((height, missing) for missing in range(expected, complete))
        height, complete = height + 1, complete // 2


def _width(connection: Connection, height: int) -> int:
    counted = select(func.count()).where(tree_node.c.height == height)
    return connection.execute(counted).scalar_one()


def _pairs(connection: Connection, height: int) -> Iterator[tuple[int, bytes, bytes | None]]:
    """Nodes of one height in their order, each with what its halves say it should be."""
    halves = (
        select(leaf.c.position.label("number"), leaf.c.hash)
        if height == 1
        else select(tree_node.c.number, tree_node.c.hash).where(tree_node.c.height == height - 1)
    ).subquery()
    left, right = halves.alias("left_half"), halves.alias("right_half")
    page = (
        select(tree_node.c.number, tree_node.c.hash, left.c.hash, right.c.hash)
        .outerjoin(left, left.c.number == 2 * tree_node.c.number)
        .outerjoin(right, right.c.number == 2 * tree_node.c.number + 1)
        .where(tree_node.c.height == height)
        .order_by(tree_node.c.number)
        .limit(_PAGE)
    )
    last = -1
    while rows := connection.execute(page.where(tree_node.c.number > last)).all():
        for number, value, first, second in rows:
            both = first is not None and second is not None
            yield number, raw(value), node_hash(raw(first), raw(second)) if both else None
        last = rows[-1][0]


def _completed(
    connection: Connection, first: int, hashes: list[bytes]
) -> Iterator[dict[str, object]]:
    height, start, level = 0, first, hashes
    while level:
        if start % 2:
            # the left half was complete before
            start -= 1
            level = [_node(connection, height, start), *level]
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        height, start, level = height + 1, start // 2, pairs
        for offset, value in enumerate(pairs):
            yield {"height": height, "number": start + offset, "hash": value}


def _node(connection: Connection, height: int, number: int) -> bytes:
    found = (
        select(leaf.c.hash).where(leaf.c.position == number)
        if height == 0
        else select(tree_node.c.hash).where(
            tree_node.c.height == height, tree_node.c.number == number
        )
    )
    return raw(connection.execute(found).scalar_one())
