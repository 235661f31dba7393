"""One component of a finding aid as a noun: what each element means for us (docs/ead.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from model.description import Further, Level
from model.period import Period, parse_period, parse_range
from schemas.ead import (
    CONTAINER_HEAD,
    CREATOR_LABEL,
    KINDS,
    XLINK,
    EadHeader,
    EadUnit,
    as_uri,
    from_xml_id,
)

_LEVELS = {
    "collection": Level.FONDS,
    "fonds": Level.FONDS,
    "subfonds": Level.CLASS,
    "recordgrp": Level.CLASS,
    "subgrp": Level.CLASS,
    "class": Level.CLASS,
    "series": Level.SERIES,
    "subseries": Level.SERIES,
    "file": Level.FILE,
    "item": Level.ITEM,
}
_TOKEN = re.compile(r"[\w.\-:]+")
_HALF = re.compile(r"(?:(\d{4}(?:-\d\d(?:-\d\d)?)?)\s*[–—-]|[–—-]\s*(\d{4}(?:-\d\d(?:-\d\d)?)?))")
_NORMAL_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_LINK = (f"{{{XLINK}}}href", "href")
_ROLE = (f"{{{XLINK}}}role", "role")


def header_of(element: Any) -> EadHeader:
    """The header, without the type that the archdesc alone knows."""
    eadid = title = ""
    for child in element.iter():
        match _local(child):
            case "eadid":
                eadid = eadid or _words(child)
            case "titleproper":
                title = title or _words(child)
            case _:
                pass
    return EadHeader(eadid, "", title)


def names_a_unit(archdesc: Any) -> bool:
    """Whether an archdesc describes something itself, which takes a title."""
    return any(
        _local(child) == "unittitle" for did in archdesc if _local(did) == "did" for child in did
    )


def unit_of(
    element: Any, *, depth: int, parent_of_some: bool, common: Sequence[Any] = ()
) -> EadUnit:
    """What a component says. ``common``: what its document says for the whole, above it."""
    said = _Said()
    for child in (*element, *common):
        name = _local(child)
        if name == "did":
            for one in child:
                said.did(_local(one), one)
        elif name not in _PASSED:
            said.beside(name, child)
    return EadUnit(
        line=element.sourceline or 1,
        depth=depth,
        ead_id=from_xml_id(_attribute(element, ("id",))),
        level=_LEVELS.get(_attribute(element, ("level",)).lower()),
        parent_of_some=parent_of_some,
        unitid=said.unitid,
        title=said.title or said.period.text or said.unitid,
        period=said.period,
        texts=said.texts,
        subjects=tuple(dict.fromkeys(said.subjects)),
        places=tuple(dict.fromkeys(said.places)),
        further=tuple(sorted(said.further, key=lambda one: KINDS.index(one.kind))),
        restriction="\n\n".join(said.restrictions),
    )


_PASSED = frozenset({"", "head", "dsc", "repository", "c", *(f"c{n:02d}" for n in range(1, 13))})
_PROSE = frozenset({"scopecontent", "relatedmaterial", "accessrestrict", "odd"})
_LISTED = ("subject", "geogname")
_NAMES = ("persname", "corpname", "geogname", "subject")


class _Said:
    """What a component says, gathered element by element."""

    def __init__(self) -> None:
        self.unitid = ""
        self.title = ""
        self.period = Period()
        self.texts: dict[str, str] = {}
        self.subjects: list[str] = []
        self.places: list[str] = []
        self.further: list[Further] = []
        self.restrictions: list[str] = []
        self._dated = False

    def did(self, name: str, element: Any) -> None:
        """One element of the did."""
        match name:
            case "unitid":
                self._unitid(element)
            case "unittitle" if not self.title:
                self.title = _words(element)
                for date in _inside(element, "unitdate"):
                    self._unitdate(date)
            case "unitdate":
                self._unitdate(element)
            case "abstract":
                self._abstract(element)
            case "origination":
                self._origination(element)
            case "physdesc":
                self._physdesc(element)
            case "langmaterial":
                self._languages(element)
            case _:
                self._did_further(name, element)

    def _did_further(self, name: str, element: Any) -> None:
        match name:
            case "note":
                self._text("note", _prose(element))
            case "physloc":
                self._text("location", _words(element))
            case "container":
                words = (_attribute(element, ("type",)), _words(element))
                self._text("container", " ".join(filter(None, words)))
            case "dao" | "daogrp":
                self._digital(element)
            case "materialspec" | "unittitle":
                self._add(name, "", _words(element))
            case _ if name:
                self._add("odd", name, _words(element))
            case _:
                pass

    def beside(self, name: str, element: Any) -> None:
        """One element beside the did."""
        match name:
            case "scopecontent" if not element.get("encodinganalog") and "scope" not in self.texts:
                self._text("scope", _prose(element))
            case "accessrestrict":
                self.restrictions.append(_prose(element))
                self._prose(name, element)
            case "odd" if _head(element) == CONTAINER_HEAD:
                self._text("container", _prose(element))
            case "note":
                self._text("note", _prose(element))
            case "index" | "controlaccess":
                self._index(element)
            case "userestrict":
                self._userestrict(element)
            case "otherfindaid" if (link := next(_inside(element, "extref"), None)) is not None:
                self._add("otherfindaid", "", _words(link), **_link(link))
            case "dao" | "daogrp":
                self._digital(element)
            case "did":
                pass
            case _:
                self._prose(name if name in _PROSE else "odd", element, name)

    def _text(self, field: str, text: str) -> None:
        before = self.texts.get(field)
        if text:
            self.texts[field] = f"{before}\n\n{text}" if before else text

    def _add(self, kind: str, head: str, text: str, **attributes: str) -> None:
        pairs = tuple((name, value) for name, value in sorted(attributes.items()) if value)
        if text or head or pairs:
            self.further.append(Further(kind, head, text, pairs))

    def _prose(self, kind: str, element: Any, name: str = "") -> None:
        head = _head(element)
        if kind == "odd" and name not in ("odd", "accessrestrict") and not head:
            head = name  # bioghist, custodhist …: EAD(DDB) has no such element
        attributes = {}
        if kind == "scopecontent":
            attributes["encodinganalog"] = element.get("encodinganalog") or ""
        dates = list(_inside(element, "date"))
        if len(dates) == 1 and _words(dates[0]) == _prose(element):
            attributes["normal"] = dates[0].get("normal") or ""
        self._add(kind, head, _prose(element), **attributes)

    def _unitid(self, element: Any) -> None:
        kind, text = _attribute(element, ("type",)), _words(element)
        if kind.lower() == "altsignatur" and "old_refcode" not in self.texts:
            self._text("old_refcode", text)
        elif kind or self.unitid:
            self._add("unitid", kind, text)
        else:
            self.unitid = text

    def _unitdate(self, element: Any) -> None:
        period = _period(_attribute(element, ("normal",)), _words(element))
        if self._dated:
            self._add("unitdate", "", str(period) if not period.text else period.text)
        else:
            self.period, self._dated = period, True

    def _abstract(self, element: Any) -> None:
        kind = _attribute(element, ("type",))
        if "scope" in self.texts or (kind and not kind.lower().startswith("enth")):
            self._add("abstract", kind, _words(element))
        else:
            self._text("scope", _lines(element))

    def _origination(self, element: Any) -> None:
        label = _attribute(element, ("label",))
        name = next(_inside(element, "name", "persname", "corpname", "famname"), None)
        source = _token(name.get("source") if name is not None else None)
        number = _attribute(name, ("authfilenumber",)) if name is not None else ""
        words = _words(element)
        if label.lower() in ("", CREATOR_LABEL.lower()) and "creator" not in self.texts:
            self._text("creator", words)
            if not number:
                return
            label = CREATOR_LABEL
        self._add("origination", label, words, source=source, authfilenumber=number)

    def _physdesc(self, element: Any) -> None:
        rest = _own_words(element)
        if rest:
            self._add("physdesc", "", rest)
        for child in element:
            match _local(child):
                case "extent" if "extent" not in self.texts:
                    self._text("extent", _words(child))
                case "genreform" if "genre" not in self.texts:
                    normal = _attribute(child, ("normal",))
                    self._text("genre", normal or _words(child))
                    if normal and _words(child) not in ("", normal):
                        self._add("genreform", "", _words(child))
                case "dimensions":
                    self._add("dimensions", "", _words(child))
                case "":
                    pass
                case _:
                    self._add("physdesc", "", _words(child))

    def _languages(self, element: Any) -> None:
        found = list(_inside(element, "language"))
        for child in found:
            code = _attribute(child, ("langcode",))
            if "language" in self.texts:
                self._add("language", code, _words(child))
                continue
            self._text("language", code or _words(child))
            if code and _words(child) not in ("", code):
                self._add("language", "", _words(child))
        if not found:
            self._add("language", "", _words(element))

    def _index(self, element: Any) -> None:
        for child in element.iter():
            name = _local(child)
            if name in ("head", "index", "indexentry", "controlaccess", "p", "list", "item", ""):
                continue
            kind = name if name in _NAMES else "subject"
            role = _attribute(child, ("role",)) or (name if name not in _NAMES else "")
            source, number = (
                _token(child.get("source")),
                _attribute(child, ("authfilenumber",)),
            )
            words = _words(child)
            if kind in _LISTED and words:
                # found by it with or without a role; what else is said of it is kept beside it
                (self.subjects if kind == "subject" else self.places).append(words)
            if kind not in _LISTED or role or source or number:
                self._add(kind, role, words, source=source, authfilenumber=number)

    def _userestrict(self, element: Any) -> None:
        link = next(_inside(element, "extref"), None)
        attributes = _link(link) if link is not None else {}
        kind = _attribute(element, ("type",))
        self._add("userestrict", _head(element), _prose(element), type=kind, **attributes)

    def _digital(self, element: Any) -> None:
        # Links are kept as words: nothing that arrives causes a request.
        attributes = {"id": from_xml_id(_attribute(element, ("id",)))}
        text = ""
        for child in element.iter():
            match _local(child):
                case "daoloc" | "dao" | "extptr" if link := _link(child):
                    attributes[f"loc:{link.get('role', '') or 'image_full'}"] = link["href"]
                case "title":
                    text = text or _words(child)
                case "name":
                    attributes.setdefault("name", _words(child))
                case "genreform":
                    attributes.setdefault("genre", _words(child))
                case "daodesc" if not len(child) or _local(child[0]) == "p":
                    text = text or _words(child)
                case _:
                    pass
        if any(name.startswith("loc:") for name in attributes):
            self._add("daogrp", "", text, **attributes)


def _period(normal: str, text: str) -> Period:
    """The days of ``@normal``, else of the text; the text is kept where it says something else."""
    spoken = _half(text) or parse_range(text) if text else Period()
    days = parse_range(_NORMAL_DAY.sub(r"\1-\2-\3", normal)) if normal else spoken
    if days.start is None and days.end is None:
        days = spoken
    if days.start is None and days.end is None:
        return Period(text=text or normal)
    same = not text or (spoken.start, spoken.end) == (days.start, days.end)
    return Period(days.start, days.end, "" if same else text)


def _half(text: str) -> Period | None:
    """``1827–`` and ``–1830``: a period of which one end is unknown, which opens nothing."""
    match = _HALF.fullmatch(text)
    if match is None:
        return None
    try:
        return parse_period(match[1] or "", match[2] or "")
    except ValueError:
        return None


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _words(element: Any) -> str:
    """All text inside, white space as single blanks."""
    text = element.text or "" if not len(element) else "".join(_pieces(element))
    return " ".join(text.split())


def _pieces(element: Any, line_end: str = " ") -> Iterator[str]:
    for node in element.iter():
        yield node.text or "" if isinstance(node.tag, str) else ""
        if node is not element:
            yield line_end if _local(node) == "lb" else ""
            yield node.tail or ""


def _lines(element: Any) -> str:
    """All text inside, with the line ends that ``lb`` makes."""
    if next(_inside(element, "lb"), None) is None:
        return _words(element)
    text = " ".join("".join(_pieces(element, "\0")).split())
    return "\n".join(line.strip() for line in text.split("\0")).strip("\n")


def _own_words(element: Any) -> str:
    """The text of an element without that of the elements inside."""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join(" ".join(pieces).split())


def _prose(element: Any) -> str:
    """Paragraphs, set apart by an empty line, without the heading."""
    blocks = [child for child in element if _local(child) not in ("head", "")]
    if not blocks:
        return _own_words(element)
    own = _own_words(element)
    return "\n\n".join(filter(None, (own, *(_lines(block) for block in blocks))))


def _head(element: Any) -> str:
    return next((_words(child) for child in element if _local(child) == "head"), "")


def _inside(element: Any, *names: str) -> Iterator[Any]:
    return (child for child in element.iter() if child is not element and _local(child) in names)


def _link(element: Any) -> dict[str, str]:
    href, role = _attribute(element, _LINK), _attribute(element, _ROLE)
    return {"href": as_uri(href), "role": role} if href else {}


def _attribute(element: Any, names: Iterable[str]) -> str:
    return next((value.strip() for name in names if (value := element.get(name))), "")


def _token(text: str | None) -> str:
    """As xs:NMTOKEN, which EAD(DDB) wants for the name of a vocabulary."""
    return "_".join(_TOKEN.findall(text or ""))
