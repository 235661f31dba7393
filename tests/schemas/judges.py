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


@lru_cache
def ead_ddb(xsd: Path, kind: str) -> etree.XMLSchema:
    """The schema of a Findbuch or a Tektonik."""
    text = (xsd / "ead_ddb" / _KINDS[kind]).read_text()
    address = 'schemaLocation="http://www.loc.gov/standards/xlink/xlink.xsd"'
    assert address in text
    here = f'schemaLocation="{(xsd / "ead" / "xlink.xsd").as_uri()}"'
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.fromstring(text.replace(address, here).encode(), parser))


def faults(xsd: Path, document: bytes) -> list[str]:
    """What the schema finds wrong with a document."""
    tree = etree.parse(io.BytesIO(document))
    kind = tree.getroot().find("{*}archdesc").get("type")  # type: ignore[union-attr]
    schema = ead_ddb(xsd, str(kind))
    schema.validate(tree)
    found: Any = schema.error_log  # the stubs do not know that it can be gone through
    return [f"{error.line}: {error.message}" for error in found]
