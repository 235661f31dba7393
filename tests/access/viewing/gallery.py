"""A portal with pictures: open, closed and hidden ones, broken ones, a PDF, sound, text."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from access.viewing.leaves import Leaf
from tests.access.portal import Portal, portal

TABLE = """\
path,Signatur,parent,level,Titel,von,bis,person_related,secrecy,lock_reason,lock_review,rights_statement
,B,,fonds,Bilder,1900,1950,,,,,Gemeinfrei
album,B-1,B,file,Album der Brücke,1900,1910,,,,,
album/privat.png,B-1-1,B-1,item,Brief im Album,1900,1900,,,Streit,2030-01-31,
zu,B-2,B,file,Fotos der Verwaltung,2001,2005,,,,,
geheim,B-3,B,file,Fürsorgeakte Maier,1970,1990,yes,social,,,
plan.pdf,B-4,B,file,Plan als PDF,1900,1900,,,,,
kaputt,B-5,B,file,Beschädigtes,1900,1900,,,,,
ton,B-6,B,file,Glockenklang,1900,1900,,,,,
blatt,B-7,B,file,Ein Blatt mit Text,1900,1900,,,,,
"""
WIDE, HIGH = 1500, 1100


def painting(wide: int = WIDE, high: int = HIGH) -> Image.Image:
    """Every part of it is different, so that a wrong region is noticed."""
    across = Image.linear_gradient("L").rotate(90).resize((wide, high))
    down = Image.linear_gradient("L").resize((wide, high))
    round_ = Image.radial_gradient("L").resize((wide, high))
    return Image.merge("RGB", (across, down, round_))


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, format, **options)
    return data.getvalue()


def pdf(pages: int) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(300, 400))
    for page in range(1, pages + 1):
        canvas.drawString(40, 200, f"Blatt {page} des Plans")
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def sound() -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(struct.pack("<800h", *range(800)))
    return data.getvalue()


ALTO = """\
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>
<Page WIDTH="600" HEIGHT="400"><PrintSpace><TextBlock>
<TextLine HPOS="60" VPOS="40" WIDTH="300" HEIGHT="20"><String CONTENT="Erſte"/><SP/>
<String CONTENT="Zeile &lt;b&gt;"/></TextLine>
<TextLine HPOS="60" VPOS="80" WIDTH="300" HEIGHT="20"><String CONTENT="zweite"/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>"""


def delivery() -> dict[str, bytes]:
    whole = painting()
    tiff = encoded(whole.resize((700, 500)), "TIFF")
    return {
        "album/01 Brücke.tif": encoded(whole, "TIFF"),
        "album/02.jpg": encoded(whole.resize((640, 480)), "JPEG", quality=95),
        "album/03.jp2": encoded(whole.resize((300, 200)), "JPEG2000"),
        "album/privat.png": encoded(whole.resize((200, 100)), "PNG"),
        "zu/foto.png": encoded(whole.resize((320, 240)), "PNG"),
        "geheim/akte.png": encoded(whole.resize((321, 241)), "PNG"),
        "plan.pdf": pdf(3),
        "kaputt/halb.tif": tiff[: len(tiff) // 2],
        "kaputt/halb.jp2": encoded(whole, "JPEG2000")[:20_000],
        "kaputt/leer.pdf": pdf(1)[:60],
        "ton/glocke.wav": sound(),
        "ton/lies.txt": "Glockenklang, größer <b>".encode(),
        "blatt/seite.png": encoded(whole.resize((600, 400)), "PNG"),
        "blatt/seite.xml": ALTO.encode(),
        "blatt/vorgelesen.wav": sound(),
        "unbeschrieben.png": encoded(whole.resize((50, 50)), "PNG"),
    }


@dataclass(frozen=True)
class Gallery(Portal):
    def leaf(self, refcode: str, path: str, page: int = 1) -> str:
        return Leaf(UUID(self.aip(refcode)), path, page).identifier

    def image(self, refcode: str, path: str, page: int = 1) -> str:
        return f"/iiif/3/{self.leaf(refcode, path, page)}"

    def manifest(self, refcode: str) -> str:
        return f"/iiif/presentation/{self.id(refcode)}/manifest"

    def view(self, refcode: str, path: str = "", page: int = 1) -> str:
        leaf = f"?leaf={self.leaf(refcode, path, page)}" if path else ""
        return f"/unit/{self.id(refcode)}/view{leaf}"


@contextmanager
def gallery(place: Path) -> Iterator[Gallery]:
    """Found an archive of pictures in ``place``, open its portal."""
    with portal(place, delivery(), TABLE) as opened:
        yield Gallery(opened.archive, opened.app, opened.public)


def pixels(client: TestClient, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))
