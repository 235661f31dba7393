"""The columns of a metadata table (docs/metadata.md), with the other names people give them."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    "path": ("file", "folder", "filename", "pfad", "datei", "ordner"),
    "reference_code": ("refcode", "reference", "signatur", "identifier"),
    "parent": ("parent_reference_code", "parent_refcode", "uebergeordnet"),
    "level": ("level_of_description", "stufe", "ebene"),
    "title": ("titel", "betreff"),
    "date_start": ("start", "from", "start_date", "von", "laufzeit_von"),
    "date_end": ("end", "to", "end_date", "bis", "laufzeit_bis"),
    "date_range": ("dates", "date", "laufzeit", "datum"),
    "date_text": ("dates_text",),
    "scope": ("scope_and_content", "description", "enthaelt", "enthält", "inhalt"),
    "extent": ("umfang",),
    "creator": ("provenance", "provenienz", "origination"),
    "language": ("sprache",),
    "subjects": ("subject", "schlagworte"),
    "places": ("place", "orte"),
    "old_reference_code": ("old_refcode", "altsignatur"),
    "note": ("notes", "bemerkung"),
    "genre": ("archivalientyp", "genreform"),
    "person_related": ("personenbezogen",),
    "birth_year": ("geburtsjahr", "birth"),
    "death_year": ("sterbejahr", "death"),
    "secrecy": ("geheimhaltung",),
    "deposit_until": ("depositum_bis",),
    "register": ("personenstandsregister",),
    "lengthened_years": ("verlaengerung_jahre",),
    "lock_reason": ("sperrgrund",),
    "lock_review": ("sperre_pruefen_am",),
    "published": ("veroeffentlicht", "public"),
    "location": ("shelf", "standort", "lagerort", "physloc"),
    "container": ("box", "behaeltnis", "behältnis", "schachtel"),
    "carrier": ("material", "traeger", "träger"),
    "rights_statement": ("rights", "licence", "license", "rechte"),
}
"""Column name to its other names; upper and lower case, spaces and hyphens do not matter."""

SEPARATOR = "|"
"""Between several subjects, places, or persons' years in one cell."""

_BY_NAME = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}


def column_named(heading: str) -> str | None:
    """The column that a heading means, or None for one that is not ours."""
    return _BY_NAME.get(heading.strip().lower().replace(" ", "_").replace("-", "_"))
