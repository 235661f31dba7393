"""A unit in the words of schema.org (ArchiveComponent, Collection), for search engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from catalogue.description_rows import Described
from model.description import Description


def json_ld(one: Description, above: Sequence[Described], base_url: str, archive: str) -> Markup:
    """The content of a ``script type="application/ld+json"``, safe inside HTML.

    ``above``: the units above that the reader may know of. Such a script is data: no browser runs
    it, and the content security policy leaves it alone.
    """
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ArchiveComponent" if one.level.is_unit else ["Collection", "ArchiveComponent"],
        "@id": f"{base_url}/unit/{one.id}",
        "url": f"{base_url}/unit/{one.id}",
        "identifier": one.refcode,
        "name": one.title,
        "description": one.scope,
        "temporalCoverage": one.period.normal or str(one.period),
        "inLanguage": one.language,
        "genre": one.genre,
        "materialExtent": one.extent,
        "creator": {"@type": "Organization", "name": one.creator} if one.creator else "",
        "about": list(one.subjects),
        "contentLocation": [{"@type": "Place", "name": place} for place in one.places],
        "license": one.rights_statement,
        "holdingArchive": {"@type": "ArchiveOrganization", "name": archive, "url": base_url},
    }
    if above:
        parent = above[-1].description
        document["isPartOf"] = {
            "@type": ["Collection", "ArchiveComponent"],
            "@id": f"{base_url}/unit/{parent.id}",
            "name": parent.title,
        }
    said = {name: value for name, value in document.items() if value}
    text = json.dumps(said, ensure_ascii=False)
    # "</script>" and "<!--" would end or change the script, whatever the JSON around them is
    for sign, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escaped)
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML would read
