"""What went wrong and is not mended yet: open incidents, letters that could not be sent."""

from __future__ import annotations

from collections.abc import Iterator

from administration.counted import LETTERS
from administration.doctor.note import Note
from administration.wiring import Archive
from catalogue import absences, incidents, mails, object_incidents


def incidents_open(archive: Archive) -> Iterator[Note]:
    """Copies that were found damaged and are not intact again."""
    with archive.database.read() as connection:
        count, alarming = incidents.open_and_alarming(connection)
        objects = object_incidents.open_now(connection)
    if objects:
        yield Note(
            "warn",
            "incidents.objects",
            f"objects in the stores that should not be there, or are damaged: {objects}",
            f"Objekte in den Speichern, die dort nicht hingehören oder beschädigt sind: {objects}",
            "the page Incidents and `muniment verify` name them",
            "die Seite Vorfälle und `muniment verify` nennen sie",
        )
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


def stores_away(archive: Archive) -> Iterator[Note]:
    """Stores that did not answer the last round."""
    with archive.database.read() as connection:
        found = absences.absent(connection)
    for one in found:
        yield Note(
            "warn",
            f"round.{one.store}",
            f"{one.store} has not answered a round since {one.since:%Y-%m-%d %H:%M} UTC",
            f"{one.store} hat seit {one.since:%d.%m.%Y %H:%M} UTC keiner Prüfrunde geantwortet",
            "bring it back; what lies there is checked by the next round, or by `muniment verify "
            "--round`",
            "ihn zurückbringen; was dort liegt, prüft die nächste Runde, oder "
            "`muniment verify --round`",
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
            f"waiting: {LETTERS.of(waiting.count, 'en')}, not sent: {waiting.given_up}{problem}",
            f"wartend: {LETTERS.of(waiting.count, 'de')}, nicht zu senden: "
            f"{waiting.given_up}{problem}",
            "look at [mail] in settings.toml; what waits is tried again by itself",
            "[mail] in settings.toml prüfen; was wartet, wird von selbst noch einmal versucht",
        )
    else:
        yield Note(
            "ok",
            "mail",
            f"waiting: {LETTERS.of(waiting.count, 'en')}",
            f"wartend: {LETTERS.of(waiting.count, 'de')}",
        )
