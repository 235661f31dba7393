"""A unit as pages to leaf through, as IIIF Presentation API 3.0 writes it: pure, no I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from access.viewing.image_request import LARGEST, THUMBNAIL, fitting
from access.viewing.leaves import Leaf
from model.description import Description

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
# Section 3.4: only addresses of these two may stand in "rights".
_RIGHTS = re.compile(r"https?://(creativecommons\.org|rightsstatements\.org)/\S+")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A leaf with what a canvas says of it."""

    leaf: Leaf
    label: str
    width: int
    height: int
    mime: str  # of the file, which can be saved as it is


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound or film, to be played as it is. ``type``: IIIF's word for it.

    It is no canvas: section 5.3 asks for its duration, which nobody has measured.
    """

    aip: UUID
    path: str
    label: str
    type: str
    mime: str


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the sheets."""

    unit: Description
    archive: str
    rights: str
    attribution: str


def manifest(
    base: str, about: About, sheets: Sequence[Sheet], recordings: Sequence[Recording] = ()
) -> Json:
    """The document. ``base``: the archive's address."""
    unit = about.unit
    document: Json = {
        "@context": CONTEXT,
        "id": f"{base}/iiif/presentation/{unit.id}/manifest",
        "type": "Manifest",
        "label": _said(unit.title, unit.language),
        "metadata": [
            _pair("Reference code", "Signatur", unit.refcode),
            *([_pair("Dates", "Laufzeit", str(unit.period))] if str(unit.period) else []),
            *([_pair("Origin", "Provenienz", unit.creator)] if unit.creator else []),
            *([_pair("Extent", "Umfang", unit.extent)] if unit.extent else []),
        ],
        "requiredStatement": _pair("Source", "Nachweis", about.attribution),
        "provider": [
            {"id": f"{base}/", "type": "Agent", "label": {"none": [about.archive]},
             "homepage": [_page(f"{base}/", about.archive)]}
        ],
        "homepage": [_page(f"{base}/unit/{unit.id}", unit.title)],
        "seeAlso": [
            {"id": f"{base}/api/v1/units/{unit.id}", "type": "Dataset",
             "format": "application/json", "label": {"none": ["JSON"]}}
        ],
        "items": [_canvas(base, unit.id, sheet) for sheet in sheets],
    }  # fmt: skip
    if recordings:
        document["rendering"] = [
            {"id": _file(base, unit.id, one.aip, one.path), "type": one.type, "format": one.mime,
             "label": {"none": [one.label]}}
            for one in recordings
        ]  # fmt: skip
    if unit.scope:
        document["summary"] = _said(unit.scope, unit.language)
    if _RIGHTS.fullmatch(about.rights):
        document["rights"] = about.rights
    elif about.rights:
        document["metadata"].append(_pair("Rights of use", "Nutzungsrechte", about.rights))
    return document


def _canvas(base: str, unit: UUID, sheet: Sheet) -> Json:
    service = f"{base}/iiif/3/{sheet.leaf.identifier}"
    canvas = f"{base}/iiif/presentation/{unit}/canvas/{sheet.leaf.identifier}"
    wide, high = fitting(sheet.width, sheet.height, LARGEST, LARGEST)
    small = fitting(sheet.width, sheet.height, THUMBNAIL, THUMBNAIL)
    offered = [{"id": service, "type": "ImageService3", "profile": "level2"}]
    original = _file(base, unit, sheet.leaf.aip, sheet.leaf.path)
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [sheet.label]},
        "width": sheet.width,
        "height": sheet.height,
        "thumbnail": [
            {"id": f"{service}/full/{small[0]},{small[1]}/0/default.jpg", "type": "Image",
             "format": "image/jpeg", "width": small[0], "height": small[1], "service": offered}
        ],
        "rendering": [
            {"id": original, "type": "Text" if sheet.mime == "application/pdf" else "Image",
             "format": sheet.mime, "label": {"en": ["Original file"], "de": ["Originaldatei"]}}
        ],
        "items": [
            {"id": f"{canvas}/page", "type": "AnnotationPage", "items": [
                {"id": f"{canvas}/image", "type": "Annotation", "motivation": "painting",
                 "body": {"id": f"{service}/full/max/0/default.jpg", "type": "Image",
                          "format": "image/jpeg", "width": wide, "height": high,
                          "service": offered},
                 "target": canvas}
            ]}
        ],
    }  # fmt: skip


def _file(base: str, unit: UUID, aip: UUID, path: str) -> str:
    return f"{base}/unit/{unit}/file/{aip}/{quote(path)}"


def _pair(english: str, german: str, value: str) -> Json:
    return {"label": {"en": [english], "de": [german]}, "value": {"none": [value]}}


def _said(text: str, language: str) -> Json:
    # The catalogue has ISO 639-2 codes, here BCP 47 is asked for (section 4.1).
    tag = {"ger": "de", "deu": "de", "eng": "en", "lat": "la", "fre": "fr", "fra": "fr"}
    return {tag.get(language, "none"): [text]}


def _page(address: str, label: str) -> Json:
    return {
        "id": address, "type": "Text", "format": "text/html", "label": {"none": [label]},
    }  # fmt: skip
