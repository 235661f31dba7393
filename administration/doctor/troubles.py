"""What went wrong and is not mended yet: open incidents, letters that could not be sent."""

from __future__ import annotations

from collections.abc import Iterator

from administration.doctor.note import Note
from administration.wiring import Archive
from catalogue import incidents, mails


def incidents_open(archive: Archive) -> Iterator[Note]:
    """Copies that were found damaged and are not intact again."""
    with archive.database.read() as connection:
        count, alarming = incidents.open_and_alarming(connection)
    if not count:
        yield Note("ok", "incidents", "no incident is open", "kein Vorfall ist offen")
        return
    yield Note(
        "fail" if alarming else "warn",
        "incidents",
        f"{count} incidents are open, {alarming} of them without a healthy copy",
        f"{count} Vorfälle sind offen, davon {alarming} ohne heile Kopie",
        "the page “Damage and rounds” tells their story; `muniment repair` heals what has a "
        "healthy copy",
        "die Seite „Schäden und Prüfrunden“ erzählt sie; `muniment repair` heilt, wovon es eine "
        "heile Kopie gibt",
    )


def mail(archive: Archive) -> Iterator[Note]:
    """Letters that wait, and those that were given up."""
    with archive.database.read() as connection:
        waiting = mails.waiting(connection)
    if waiting.given_up or waiting.problem:
        problem = f": {waiting.problem}" if waiting.problem else ""
        yield Note(
            "warn",
            "mail",
            f"{waiting.count} letters wait, {waiting.given_up} could not be sent{problem}",
            f"{waiting.count} Briefe warten, {waiting.given_up} waren nicht zu senden{problem}",
            "look at [mail] in settings.toml; what waits is tried again by itself",
            "[mail] in settings.toml prüfen; was wartet, wird von selbst noch einmal versucht",
        )
    else:
        yield Note("ok", "mail", f"{waiting.count} letters wait", f"{waiting.count} Briefe warten")
