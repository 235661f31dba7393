"""EAD read as it streams in: the header, then each unit when all that it says of itself is there.

Memory stays flat however long the finding aid is: a unit is emptied when the one after it begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from lxml import etree

from model.description import Level
from schemas.ead import EAD, FINDBUCH, TEKTONIK, EadHeader, EadSyntaxError, EadUnit
from schemas.ead_units import header_of, names_a_unit, unit_of
from schemas.xml import HARDENED

_COMPONENTS = ("c", *(f"c{number:02d}" for number in range(1, 13)))
_WATCHED = (*_COMPONENTS, "ead", "eadheader", "archdesc")


def read_ead(stream: BinaryIO) -> Iterator[EadHeader | EadUnit]:
    """The header, then every unit, each after the one above it. Raises EadSyntaxError.

    Units come before the document's end is known to be well-formed: whoever takes them publishes
    nothing before the last.
    """
    try:
        yield from _Reading(stream).all()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise EadSyntaxError(line, error.msg or "not well-formed XML") from error


class _Reading:
    def __init__(self, stream: BinaryIO) -> None:
        tags = [form for name in _WATCHED for form in (name, f"{{{EAD}}}{name}")]
        # the root in any namespace, so that what is not EAD is told by its first element
        self._context = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=[*tags, "{*}ead"],
            remove_comments=True,
            remove_pis=True,
            **HARDENED,
        )
        self._open: list[Any] = []  # components that have begun, and whether they were told
        self._told: list[bool] = []
        self._header = EadHeader("", "", "")
        self._archdesc: Any = None
        self._archdesc_told = False
        self._common: list[Any] = []  # what the archdesc says for the whole fonds
        self._base = 0  # 1 where the archdesc is itself a unit above all components
        self._has_entities = False
        self._begun = False

    def all(self) -> Iterator[EadHeader | EadUnit]:
        for event, element in self._context:
            name = etree.QName(element).localname
            if not self._begun:
                self._begin(element, name)
            if name in _COMPONENTS:
                yield from self._tell_archdesc(element)
                yield from self._component(event, element)
            elif event == "end" and name == "eadheader":
                self._header = header_of(element)
            elif event == "start" and name == "archdesc":
                self._archdesc = element
            elif event == "end" and name == "archdesc":
                yield from self._tell_archdesc(None)
        if not self._begun:
            raise EadSyntaxError(1, f"the root element is {self._root_name()}, not ead")
        if not self._archdesc_told:
            raise EadSyntaxError(1, "it has no archdesc")

    def _begin(self, element: Any, name: str) -> None:
        self._begun = True
        root = element.getroottree().getroot()
        if name != "ead" or element is not root:
            raise EadSyntaxError(
                root.sourceline or 1, f"the root element is {self._root_name()}, not ead"
            )
        if etree.QName(element).namespace not in (EAD, None):
            raise EadSyntaxError(
                element.sourceline or 1,
                f"its namespace is {etree.QName(element).namespace}, not that of EAD 2002",
            )
        self._refuse_declarations(element)

    def _refuse_declarations(self, element: Any) -> None:
        # EAD 2002 came with a DTD, so finding aids name one. It is not loaded; what it could
        # bring along, entities of the document's own above all, is refused.
        docinfo = element.getroottree().docinfo
        dtd = docinfo.internalDTD
        if dtd is None:
            return
        if any(True for _ in dtd.iterentities()) or any(True for _ in dtd.iterelements()):
            raise EadSyntaxError(1, "it declares entities or elements of its own")
        self._has_entities = True

    def _root_name(self) -> str:
        root = self._context.root
        return "missing" if root is None else etree.QName(root).localname

    def _tell_archdesc(self, first: Any) -> Iterator[EadHeader | EadUnit]:
        """The header, and the archdesc as a unit where it is one. ``first``: component, if any."""
        if self._archdesc_told:
            return
        archdesc = self._archdesc
        if archdesc is None:
            raise EadSyntaxError(first.sourceline or 1, "it has components outside archdesc")
        self._archdesc_told = True
        self._check_entities(archdesc)
        eadid = self._header.eadid or archdesc.get("id", "").strip()
        kind = archdesc.get("type", "").strip()
        yield EadHeader(eadid, kind, self._header.title)
        # EAD(DDB) says all of the fonds in a component of its own, below the archdesc.
        doubled = first is not None and first.get("level") in ("collection", "fonds")
        if names_a_unit(archdesc) and not (doubled and kind in (FINDBUCH, TEKTONIK)):
            self._base = 1
            whole = unit_of(archdesc, depth=0, parent_of_some=first is not None)
            yield replace(whole, ead_id=eadid, level=whole.level or Level.FONDS)
        else:
            self._common = [child for child in archdesc if _local(child) in _COMMON]

    def _component(self, event: str, element: Any) -> Iterator[EadUnit]:
        if event == "start":
            if self._open and not self._told[-1]:
                yield self._tell(parent_of_some=True)
            self._open.append(element)
            self._told.append(False)
            return
        if not self._told[-1]:
            yield self._tell(parent_of_some=False)
        self._open.pop()
        self._told.pop()
        _forget(element)

    def _tell(self, *, parent_of_some: bool) -> EadUnit:
        element = self._open[-1]
        self._check_entities(element)
        self._told[-1] = True
        depth = len(self._open) - 1 + self._base
        common, self._common = self._common, []
        unit = unit_of(element, depth=depth, parent_of_some=parent_of_some, common=common)
        for child in element:
            if _local(child) not in _COMPONENTS:
                child.clear()
        return unit

    def _check_entities(self, element: Any) -> None:
        if self._has_entities and next(element.iter(etree.Entity), None) is not None:
            raise EadSyntaxError(element.sourceline or 1, "it uses an entity that is not known")


_COMMON = ("userestrict", "otherfindaid")


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    # The emptied elements themselves would add up to a tree as well.
    while parent is not None and (before := element.getprevious()) is not None:
        if _local(before) not in _COMPONENTS:
            break  # the parent's own fields; it has been told of already, or is the dsc
        parent.remove(before)
