"""What each element of a component means for us, gathered element by element (docs/ead.md)."""

from __future__ import annotations

from typing import Any

from model.description import Further
from model.period import Period
from schemas.ead import CONTAINER_HEAD, CREATOR_LABEL, from_xml_id
from schemas.ead_dates import period_of
from schemas.ead_words import (
    attribute,
    head_of,
    inside,
    lines_of,
    link_of,
    local_name,
    own_words,
    prose_of,
    token,
    words_of,
)

_PROSE = frozenset({"scopecontent", "relatedmaterial", "accessrestrict", "odd"})
_LISTED = ("subject", "geogname")
_NAMES = ("persname", "corpname", "geogname", "subject")


class Said:
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
                self.title = words_of(element)
                for date in inside(element, "unitdate"):
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
                self._text("note", prose_of(element))
            case "physloc":
                self._text("location", words_of(element))
            case "container":
                words = (attribute(element, "type"), words_of(element))
                self._text("container", " ".join(filter(None, words)))
            case "dao" | "daogrp":
                self._digital(element)
            case "materialspec" | "unittitle":
                self._add(name, "", words_of(element))
            case _ if name:
                self._add("odd", name, words_of(element))
            case _:
                pass

    def beside(self, name: str, element: Any) -> None:
        """One element beside the did."""
        match name:
            case "scopecontent" if not element.get("encodinganalog") and "scope" not in self.texts:
                self._text("scope", prose_of(element))
            case "accessrestrict":
                self.restrictions.append(prose_of(element))
                self._prose(name, element)
            case "odd" if head_of(element) == CONTAINER_HEAD:
                self._text("container", prose_of(element))
            case "note":
                self._text("note", prose_of(element))
            case "index" | "controlaccess":
                self._index(element)
            case "userestrict":
                self._userestrict(element)
            case "otherfindaid" if (link := next(inside(element, "extref"), None)) is not None:
                self._add("otherfindaid", "", words_of(link), **link_of(link))
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
        head = head_of(element)
        if kind == "odd" and name not in ("odd", "accessrestrict") and not head:
            head = name  # bioghist, custodhist …: EAD(DDB) has no such element
        attributes = {}
        if kind == "scopecontent":
            attributes["encodinganalog"] = element.get("encodinganalog") or ""
        dates = list(inside(element, "date"))
        if len(dates) == 1 and words_of(dates[0]) == prose_of(element):
            attributes["normal"] = dates[0].get("normal") or ""
        self._add(kind, head, prose_of(element), **attributes)

    def _unitid(self, element: Any) -> None:
        kind, text = attribute(element, "type"), words_of(element)
        if kind.lower() == "altsignatur" and "old_refcode" not in self.texts:
            self._text("old_refcode", text)
        elif kind or self.unitid:
            self._add("unitid", kind, text)
        else:
            self.unitid = text

    def _unitdate(self, element: Any) -> None:
        period = period_of(attribute(element, "normal"), words_of(element))
        if self._dated:
            self._add("unitdate", "", str(period) if not period.text else period.text)
        else:
            self.period, self._dated = period, True

    def _abstract(self, element: Any) -> None:
        kind = attribute(element, "type")
        if "scope" in self.texts or (kind and not kind.lower().startswith("enth")):
            self._add("abstract", kind, words_of(element))
        else:
            self._text("scope", lines_of(element))

    def _origination(self, element: Any) -> None:
        label = attribute(element, "label")
        name = next(inside(element, "name", "persname", "corpname", "famname"), None)
        source = token(name.get("source") if name is not None else None)
        number = attribute(name, "authfilenumber") if name is not None else ""
        words = words_of(element)
        if label.lower() in ("", CREATOR_LABEL.lower()) and "creator" not in self.texts:
            self._text("creator", words)
            if not number:
                return
            label = CREATOR_LABEL
        self._add("origination", label, words, source=source, authfilenumber=number)

    def _physdesc(self, element: Any) -> None:
        rest = own_words(element)
        if rest:
            self._add("physdesc", "", rest)
        for child in element:
            match local_name(child):
                case "extent" if "extent" not in self.texts:
                    self._text("extent", words_of(child))
                case "genreform" if "genre" not in self.texts:
                    normal = attribute(child, "normal")
                    self._text("genre", normal or words_of(child))
                    if normal and words_of(child) not in ("", normal):
                        self._add("genreform", "", words_of(child))
                case "dimensions":
                    self._add("dimensions", "", words_of(child))
                case "":
                    pass
                case _:
                    self._add("physdesc", "", words_of(child))

    def _languages(self, element: Any) -> None:
        found = list(inside(element, "language"))
        for child in found:
            code = attribute(child, "langcode")
            if "language" in self.texts:
                self._add("language", code, words_of(child))
                continue
            self._text("language", code or words_of(child))
            if code and words_of(child) not in ("", code):
                self._add("language", "", words_of(child))
        if not found:
            self._add("language", "", words_of(element))

    def _index(self, element: Any) -> None:
        for child in element.iter():
            name = local_name(child)
            if name in ("head", "index", "indexentry", "controlaccess", "p", "list", "item", ""):
                continue
            kind = name if name in _NAMES else "subject"
            role = attribute(child, "role") or (name if name not in _NAMES else "")
            source, number = (
                token(child.get("source")),
                attribute(child, "authfilenumber"),
            )
            words = words_of(child)
            if kind in _LISTED and words:
                # found by it with or without a role; what else is said of it is kept beside it
                (self.subjects if kind == "subject" else self.places).append(words)
            if kind not in _LISTED or role or source or number:
                self._add(kind, role, words, source=source, authfilenumber=number)

    def _userestrict(self, element: Any) -> None:
        link = next(inside(element, "extref"), None)
        attributes = link_of(link) if link is not None else {}
        kind = attribute(element, "type")
        self._add("userestrict", head_of(element), prose_of(element), type=kind, **attributes)

    def _digital(self, element: Any) -> None:
        # Links are kept as words: nothing that arrives causes a request.
        attributes = {"id": from_xml_id(attribute(element, "id"))}
        text = ""
        for child in element.iter():
            match local_name(child):
                case "daoloc" | "dao" | "extptr" if link := link_of(child):
                    attributes[f"loc:{link.get('role', '') or 'image_full'}"] = link["href"]
                case "title":
                    text = text or words_of(child)
                case "name":
                    attributes.setdefault("name", words_of(child))
                case "genreform":
                    attributes.setdefault("genre", words_of(child))
                case "daodesc" if not len(child) or local_name(child[0]) == "p":
                    text = text or words_of(child)
                case _:
                    pass
        if any(name.startswith("loc:") for name in attributes):
            self._add("daogrp", "", text, **attributes)
