"""Accounts and orders: whether they would come back, and whether anybody has tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from administration.doctor.note import Note
from administration.state import is_awaited
from administration.wiring import Archive
from catalogue.state import kept

_OFTEN_ENOUGH = timedelta(days=180)


def state(archive: Archive) -> Iterator[Note]:
    """When accounts and orders were sealed into the stores last."""
    settings = archive.settings.state
    if not settings.recipients:
        yield Note(
            "warn",
            "state",
            "accounts and orders are in no store: with the database they would be lost",
            "Konten und Bestellungen liegen in keinem Speicher: mit der Datenbank wären sie "
            "verloren",
            "`muniment state sheets` prints recovery sheets and the lines for settings.toml",
            "`muniment state sheets` druckt Wiederherstellungsblätter und die Zeilen für "
            "settings.toml",
        )
        return
    with archive.database.read() as connection:
        last, awaited = kept.last_kept(connection), is_awaited(connection)
    if awaited:
        yield Note(
            "warn",
            "state",
            "this catalogue was rebuilt, and accounts and orders have not come back",
            "dieser Katalog wurde wiederhergestellt, Konten und Bestellungen noch nicht",
            "`muniment rebuild --identity FILE` brings them back; `muniment state write` goes on "
            "without them",
            "`muniment rebuild --identity FILE` holt sie zurück; `muniment state write` macht ohne "
            "sie weiter",
        )
        return
    # twice the time: a worker that just missed it is no alarm
    late = timedelta(minutes=2 * settings.every_minutes)
    if last is None or archive.clock() - last.made_at > late:
        english = f"since {last.made_at:%Y-%m-%d %H:%M} UTC" if last else "yet"
        german = f"seit {last.made_at:%d.%m.%Y %H:%M} UTC" if last else "noch"
        yield Note(
            "warn",
            "state",
            f"accounts and orders were not sealed into the stores {english}",
            f"Konten und Bestellungen wurden {german} nicht in die Speicher versiegelt",
            "`muniment worker` or `muniment serve` does it by itself, `muniment state write` now",
            "`muniment worker` oder `muniment serve` tut es von selbst, `muniment state write` "
            "sofort",
        )
        return
    yield Note(
        "ok",
        "state",
        f"accounts and orders are sealed into the stores, {last.made_at:%Y-%m-%d %H:%M} UTC",
        "Konten und Bestellungen liegen versiegelt in den Speichern, "
        f"{last.made_at:%d.%m.%Y %H:%M} UTC",
    )


def drill(archive: Archive) -> Iterator[Note]:
    """When somebody last saw that a recovery sheet opens them."""
    if not archive.settings.state.recipients:
        return
    with archive.database.read() as connection:
        last = kept.last_drill(connection)
    if last is not None and last.passed and archive.clock() - last.at <= _OFTEN_ENOUGH:
        yield Note(
            "ok",
            "drill",
            f"a recovery sheet opened them on {last.at:%Y-%m-%d}",
            f"ein Wiederherstellungsblatt hat sie am {last.at:%d.%m.%Y} geöffnet",
        )
        return
    if last is None:
        english = "nobody has tried yet whether a recovery sheet opens them"
        german = "noch niemand hat versucht, ob ein Wiederherstellungsblatt sie öffnet"
    elif not last.passed:
        english = f"the last drill, on {last.at:%Y-%m-%d}, failed"
        german = f"die letzte Übung am {last.at:%d.%m.%Y} ist misslungen"
    else:
        english = f"the last drill was on {last.at:%Y-%m-%d}"
        german = f"die letzte Übung war am {last.at:%d.%m.%Y}"
    yield Note(
        "warn",
        "drill",
        english,
        german,
        "`muniment drill --identity FILE` opens the newest bundles and changes nothing",
        "`muniment drill --identity FILE` öffnet die neuesten Pakete und ändert nichts",
    )
