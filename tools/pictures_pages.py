"""Pages of images and PDF files, as upright 8-bit images in sRGB or grey. Only in the worker."""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
import pyvips
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from tools.pictures_faults import Fault, Faulty

# fuzzed loaders only: the others were not made for files of strangers
pyvips.block_untrusted_set(True)

PDF, IMAGE = "pdf", "image"
_MOST_PIXELS = 1_000_000_000  # libvips goes through an image in strips
_MOST_IN_MEMORY = 200_000_000  # Pillow holds the whole of it
_MOST_PAGES = 5_000
_DOTS_PER_POINT = 200 / 72  # a page of A4 as 1654 x 2339
_PDF_PIXELS = 25_000_000
_PDF_SIDE = 8_000
_LONGEST_TEXT = 200_000  # characters

Pillow.MAX_IMAGE_PIXELS = _MOST_IN_MEMORY


def sizes(source: str, kind: str) -> list[tuple[int, int]]:
    """Width and height of every page, as `opened` will give them. Raises Faulty."""
    if kind == PDF:
        with _pdf(source) as document:
            _bounded(len(document))
            return [_pdf_size(*document.get_page_size(n)) for n in range(len(document))]
    try:
        first = pyvips.Image.new_from_file(source, revalidate=True)
    except pyvips.Error:
        with _by_pillow(source) as image:
            wide, high = ImageOps.exif_transpose(image).size if _turned(image) else image.size
            return [(wide, high)]
    count = _page_count(first)
    _bounded(count)
    try:
        pages = [first, *(pyvips.Image.new_from_file(source, page=n) for n in range(1, count))]
    except pyvips.Error as error:
        raise Faulty(Fault.UNREADABLE) from error
    found = [_upright_size(page) for page in pages]
    return found[:1] if _is_pyramid(found) else found


def opened(source: str, kind: str, number: int) -> pyvips.Image:
    """One page; the first is 1. Raises Faulty, also when it is read and turns out damaged."""
    try:
        if kind == PDF:
            return _pdf_page(source, number)
        page = _by_vips(source, number)
        return _plain(page if page is not None else _from_pillow(source))
    except pyvips.Error as error:
        raise Faulty(Fault.UNREADABLE) from error


def _by_vips(source: str, number: int) -> pyvips.Image | None:
    options = {"page": number - 1} if number > 1 else {}
    try:
        page = pyvips.Image.new_from_file(source, fail_on="error", revalidate=True, **options)
    except pyvips.Error:
        return None
    if page.width * page.height > _MOST_PIXELS:
        raise Faulty(Fault.TOO_LARGE)
    if _orientation(page) == 1:
        # Read in strips from top to bottom; a turned one has to be jumped about in.
        page = pyvips.Image.new_from_file(source, access="sequential", fail_on="error", **options)
    return page.autorot()


def _plain(page: pyvips.Image) -> pyvips.Image:
    if page.get_typeof("icc-profile-data"):
        try:
            page = page.icc_transform("srgb", embedded=True, depth=8)
        except pyvips.Error:  # a damaged profile says nothing about the pixels
            page = page.copy()
            page.remove("icc-profile-data")
    if page.interpretation == "cmyk":
        page = page.icc_transform("srgb", input_profile="cmyk", depth=8)
    if page.hasalpha():
        page = page.flatten(background=[255.0 if page.format == "uchar" else 65535.0])
    grey = page.bands < 3
    page = page.colourspace("b-w" if grey else "srgb")
    return (page[0] if grey else page[0:3]).cast("uchar")


def _upright_size(page: pyvips.Image) -> tuple[int, int]:
    sideways = _orientation(page) >= 5  # Exif: 5 to 8 lie on their side
    return (page.height, page.width) if sideways else (page.width, page.height)


def _orientation(page: pyvips.Image) -> int:
    return int(page.get("orientation")) if page.get_typeof("orientation") else 1


def _page_count(first: pyvips.Image) -> int:
    # Only TIFF has pages to turn; those of GIF and WebP are moments of a film.
    if not str(first.get("vips-loader")).startswith("tiff") or not first.get_typeof("n-pages"):
        return 1
    return int(first.get("n-pages"))


def _is_pyramid(found: list[tuple[int, int]]) -> bool:
    """Whether each page is the one before at half its size: one image, kept in steps."""
    steps = pairwise(found)
    return len(found) > 1 and all(
        abs(before // 2 - after) <= 1 for one, next_ in steps for before, after in
        zip(one, next_, strict=True)
    )  # fmt: skip


def _by_pillow(source: str) -> Pillow.Image:
    try:
        return Pillow.open(source)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Faulty(Fault.UNREADABLE) from error
    except Pillow.DecompressionBombError as error:
        raise Faulty(Fault.TOO_LARGE) from error


def _turned(image: Pillow.Image) -> bool:
    return bool(image.getexif().get(0x0112, 1) != 1)


def _from_pillow(source: str) -> pyvips.Image:
    with _by_pillow(source) as image:
        if image.width * image.height > _MOST_IN_MEMORY:
            raise Faulty(Fault.TOO_LARGE)
        try:
            image.load()
            profile = image.info.get("icc_profile")
            upright = ImageOps.exif_transpose(image)
            grey = upright.mode in ("1", "L", "I", "I;16", "I;16B", "F")
            if upright.mode.startswith("I;16"):
                upright = upright.point(lambda value: value / 256)
            raw = upright.convert("L" if grey else "RGB")
        except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
            raise Faulty(Fault.UNREADABLE) from error
        page = pyvips.Image.new_from_memory(
            raw.tobytes(), raw.width, raw.height, 1 if grey else 3, "uchar"
        ).copy(interpretation="b-w" if grey else "srgb")
        if profile and not grey and image.mode == "RGB":
            page = page.copy()
            page.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
        return page


def _pdf(source: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        wants_password = "password" in str(error).lower()
        raise Faulty(Fault.ENCRYPTED if wants_password else Fault.UNREADABLE) from error


def _pdf_size(wide: float, high: float) -> tuple[int, int]:
    scale = _pdf_scale(wide, high)
    return max(1, -int(-wide * scale // 1)), max(1, -int(-high * scale // 1))


def _pdf_scale(wide: float, high: float) -> float:
    if not (0 < wide < 1e6 and 0 < high < 1e6):
        raise Faulty(Fault.UNREADABLE)
    by_area = (_PDF_PIXELS / (wide * high)) ** 0.5
    return float(min(_DOTS_PER_POINT, by_area, _PDF_SIDE / max(wide, high)))


def _pdf_page(source: str, number: int) -> pyvips.Image:
    with _pdf(source) as document:
        if not 1 <= number <= len(document):
            raise Faulty(Fault.UNREADABLE)
        try:
            page = document[number - 1]
            wide, high = page.get_size()
            drawn = page.render(
                scale=_pdf_scale(wide, high), rev_byteorder=True, may_draw_forms=False
            )
        except pypdfium2.PdfiumError as error:
            raise Faulty(Fault.UNREADABLE) from error
        image = drawn.to_pil().convert("RGB")
    return pyvips.Image.new_from_memory(
        image.tobytes(), image.width, image.height, 3, "uchar"
    ).copy(interpretation="srgb")


def pdf_text(source: str, number: int) -> str:
    """The text of a page of a PDF, as its reading order has it."""
    with _pdf(source) as document:
        try:
            text: str = document[number - 1].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            return ""  # a page that can be drawn is worth seeing without its text
    # Surrogates come from broken fonts, and no page could hold them.
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode().replace("\r\n", "\n")


def _bounded(pages: int) -> None:
    if pages > _MOST_PAGES:
        raise Faulty(Fault.TOO_LARGE)
    if pages < 1:
        raise Faulty(Fault.UNREADABLE)
