"""The components of EAD(DDB) 1.2, written as they come: of a Findbuch, or of a Tektonik.

Elements come in the order of the official schema, and what `ead_said` reads of them is what was
said here. The place in the stacks is left out: EAD(DDB) has no element for it, and the public no
business with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from model.description import Description, Further, Level
from schemas.ead import (
    CONTAINER_HEAD,
    CREATOR_LABEL,
    GENRES,
    XLINK,
    as_uri,
    as_xml_id,
)
from schemas.xml_writing import XmlWriter, possible

_LEVELS = {
    Level.FONDS: "collection",
    Level.CLASS: "class",
    Level.SERIES: "series",
    Level.FILE: "file",
    Level.ITEM: "item",
}
_LANGUAGE = re.compile(r"[a-z]{3}")
_HREF, _ROLE = f"{{{XLINK}}}href", f"{{{XLINK}}}role"


class EadWriter:
    """One document, written component by component."""

    def __init__(self, xml: XmlWriter, *, tektonik: bool) -> None:
        self._xml = xml
        self._tektonik = tektonik

    @contextmanager
    def unit(
        self, one: Description, ead_id: str, unitid: str, *, link: str = "", top: bool = False
    ) -> Iterator[None]:
        """A component; those below it are written inside the ``with``.

        ``unitid``: empty where it only stands in for one. ``link``: where people find it.
        ``top``: the first, which is a collection in either kind of document.
        """
        xml = self._xml
        level = "collection" if top else self._level(one)
        attributes = {"id": as_xml_id(ead_id), "level": level}
        xml.line()
        with xml.branch("c", attributes):
            kept = _Kept(one.further)
            with xml.branch("did"):
                self._did(one, kept, unitid)
            self._beside(one, kept, link)
            yield

    def _level(self, one: Description) -> str:
        if not self._tektonik:
            return _LEVELS[one.level]
        return "file" if one.level is Level.FONDS else _LEVELS[one.level]

    def _did(self, one: Description, kept: _Kept, unitid: str) -> None:
        xml = self._xml
        self._leaf("unitid", unitid)
        self._leaf("unitid", one.old_refcode, type="Altsignatur")
        for more in kept.take("unitid"):
            self._leaf("unitid", more.text, type=more.head)
        self._leaf("unittitle", one.title or "–")
        for more in kept.take("unittitle"):
            self._leaf("unittitle", more.text)
        self._leaf("unitdate", _dates(one), normal=_normal(one))
        for more in kept.take("unitdate"):
            self._leaf("unitdate", more.text)
        if one.scope:
            with xml.branch("abstract"):
                self._lines(one.scope)
        for more in kept.take("abstract"):
            self._leaf("abstract", more.text, type=more.head)
        self._origination(one, kept)
        self._physdesc(one, kept)
        for more in kept.take("materialspec"):
            self._leaf("materialspec", more.text)
        self._languages(one, kept)
        if one.note:
            with xml.branch("note"):
                self._paragraphs(one.note)

    def _origination(self, one: Description, kept: _Kept) -> None:
        others = kept.take("origination")
        if one.creator and not any(_is_creator(more, one) for more in others):
            self._leaf("origination", one.creator, label=CREATOR_LABEL)
        # the creator first: it is the first that is read as one
        for more in sorted(others, key=lambda other: not _is_creator(other, one)):
            attributes = {"label": more.head} if more.head else {}
            with self._xml.branch("origination", attributes):
                if more.attributes:
                    self._leaf("name", more.text, **dict(more.attributes))
                else:
                    self._xml.text(possible(more.text))

    def _physdesc(self, one: Description, kept: _Kept) -> None:
        for more in kept.take("physdesc"):
            self._leaf("physdesc", more.text)
        dimensions, words = kept.take("dimensions"), kept.take("genreform")
        if not (one.genre or one.extent or dimensions):
            return
        with self._xml.branch("physdesc"):
            if one.genre:
                known = {"normal": one.genre} if one.genre in GENRES or words else {}
                self._leaf("genreform", words[0].text if words else one.genre, **known)
            for more in dimensions:
                self._leaf("dimensions", more.text)
            self._leaf("extent", one.extent)

    def _languages(self, one: Description, kept: _Kept) -> None:
        others = kept.take("language")
        if not (one.language or others):
            return
        with self._xml.branch("langmaterial"):
            is_code = _LANGUAGE.fullmatch(one.language) is not None
            spoken = next((more for more in others if not more.head), None) if is_code else None
            if one.language:
                code = {"langcode": one.language} if is_code else {}
                self._leaf("language", spoken.text if spoken else one.language, **code)
            for more in others:
                if more is not spoken:
                    code = {"langcode": more.head} if _LANGUAGE.fullmatch(more.head) else {}
                    self._leaf("language", more.text or more.head, **code)

    def _beside(self, one: Description, kept: _Kept, link: str) -> None:
        for kind in ("scopecontent", "relatedmaterial", "accessrestrict"):
            for more in kept.take(kind):
                self._prose(more)
        for more in kept.take("userestrict"):
            self._userestrict(more)
        if one.rights_statement and not kept.has_licence:
            self._userestrict(Further("userestrict", "", one.rights_statement, (("type", "dao"),)))
        others = kept.take("otherfindaid")
        for more in others:
            said = dict(more.attributes)
            self._link(said.get("href", ""), said.get("role", ""), more.text)
        if link and not others:
            self._link(link, "url_archivalunit", link)
        for more in kept.take("odd"):
            self._prose(more)
        if one.container:
            self._prose(Further("odd", CONTAINER_HEAD, one.container))
        for more in kept.take("daogrp"):
            self._digital(more)
        self._index(one, kept)

    def _prose(self, more: Further) -> None:
        said = dict(more.attributes)
        attributes = {n: v for n, v in said.items() if n == "encodinganalog"}
        with self._xml.branch(more.kind, attributes):
            self._leaf("head", more.head)
            if "normal" in said and _is_normal(said["normal"]):
                with self._xml.branch("p"):
                    self._leaf("date", more.text, normal=said["normal"])
            else:
                self._paragraphs(more.text)

    def _paragraphs(self, text: str) -> None:
        # the schema wants at least one paragraph, be it empty
        for paragraph in text.split("\n\n") or [""]:
            with self._xml.branch("p"):
                self._lines(paragraph)

    def _lines(self, text: str) -> None:
        first, *others = possible(text).split("\n")
        self._xml.text(first)
        for line in others:
            self._xml.leaf("lb")
            self._xml.text(line)

    def _userestrict(self, more: Further) -> None:
        said = dict(more.attributes)
        attributes = {"type": said["type"]} if said.get("type") else {}
        with self._xml.branch("userestrict", attributes):
            self._leaf("head", more.head)
            if "href" not in said:
                self._paragraphs(more.text)
                return
            with self._xml.branch("p"):
                self._extref(said["href"], said.get("role", ""), more.text)

    def _link(self, href: str, role: str, text: str) -> None:
        with self._xml.branch("otherfindaid"):
            self._extref(href, role, text)

    def _extref(self, href: str, role: str, text: str) -> None:
        attributes = {_HREF: as_uri(href)} | ({_ROLE: possible(role)} if role else {})
        self._xml.leaf("extref", possible(text), attributes)

    def _digital(self, more: Further) -> None:
        said = dict(more.attributes)
        attributes = {"id": as_xml_id(said["id"])} if said.get("id") else {}
        with self._xml.branch("daogrp", attributes):
            with self._xml.branch("daodesc"), self._xml.branch("list"), self._xml.branch("item"):
                self._leaf("name", said.get("name", ""))
                self._leaf("title", more.text)
                self._xml.leaf("genreform", possible(said.get("genre", "")))
            for name, href in more.attributes:
                if name.startswith("loc:"):
                    role = possible(name.removeprefix("loc:"))
                    self._xml.leaf("daoloc", "", {_ROLE: role, _HREF: as_uri(href)})

    def _index(self, one: Description, kept: _Kept) -> None:
        entries = [
            *kept.listed("subject", one.subjects),
            *kept.listed("geogname", one.places),
            *(more for kind in ("persname", "corpname") for more in kept.take(kind)),
        ]
        if not entries:
            return
        with self._xml.branch("index"):
            for more in entries:
                role = {"role": more.head} if more.head else {}
                with self._xml.branch("indexentry"):
                    self._leaf(more.kind, more.text, **role, **dict(more.attributes))

    def _leaf(self, tag: str, text: str, **attributes: str) -> None:
        if text:
            given = {name: possible(value) for name, value in attributes.items() if value}
            self._xml.leaf(tag, possible(text), given)


class _Kept:
    """What a description keeps of finding aids, by kind."""

    def __init__(self, further: tuple[Further, ...]) -> None:
        self._by_kind: dict[str, list[Further]] = {}
        for more in further:
            self._by_kind.setdefault(more.kind, []).append(more)

    def take(self, kind: str) -> list[Further]:
        return self._by_kind.get(kind, [])

    @property
    def has_licence(self) -> bool:
        return any(("type", "dao") in more.attributes for more in self.take("userestrict"))

    def listed(self, kind: str, values: tuple[str, ...]) -> Iterator[Further]:
        """A list's values in their order, each with what else is known of it."""
        for value in values:
            detailed = [more for more in self.take(kind) if more.text == value]
            yield from detailed or [Further(kind, "", value)]
        yield from (more for more in self.take(kind) if more.text not in values)


def _dates(one: Description) -> str:
    period = one.period
    if period.text or (period.start and period.end) or not (period.start or period.end):
        return str(period)
    # one end is not known, and must not seem to be
    return f"{period}–" if period.start else f"–{period}"


def _normal(one: Description) -> str:
    return one.period.normal if _is_normal(one.period.normal) else ""


def _is_normal(text: str) -> bool:
    # EAD(DDB): years from 0000 to 2999
    return bool(re.fullmatch(r"[012]\d{3}(-\d\d(-\d\d)?)?(/[012]\d{3}(-\d\d(-\d\d)?)?)?", text))


def _is_creator(more: Further, one: Description) -> bool:
    return more.head == CREATOR_LABEL and more.text == one.creator
