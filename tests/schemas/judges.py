"""The official schemas of EAD(DDB), with the one address in them led to the file beside them."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

_KINDS = {
    "Findbuch": "EAD_DDB_1.2_Findbuch_XSD1.0.xsd",
    "Tektonik": "EAD_DDB_1.2_Tektonik_XSD1.0.xsd",
}


class _Local(etree.Resolver):
    def __init__(self, xsd: Path) -> None:
        super().__init__()
        self._xsd = xsd

    def resolve(self, url: str, pubid: str, context: Any) -> Any:
        name = url.rpartition("/")[2]
        if "://" not in url:
            return None
        return self.resolve_filename(str(self._xsd / "ead" / name), context)


@lru_cache
def ead_ddb(xsd: Path, kind: str) -> etree.XMLSchema:
    """The schema of a Findbuch or a Tektonik."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(xsd))
    return etree.XMLSchema(etree.parse(str(xsd / "ead_ddb" / _KINDS[kind]), parser))


def faults(xsd: Path, document: bytes) -> list[str]:
    """What the schema finds wrong with a document."""
    tree = etree.parse(io.BytesIO(document))
    kind = tree.getroot().find("{*}archdesc").get("type")  # type: ignore[union-attr]
    schema = ead_ddb(xsd, str(kind))
    schema.validate(tree)
    return [f"{error.line}: {error.message}" for error in schema.error_log]
