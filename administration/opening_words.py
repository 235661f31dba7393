"""Opening days in words: from when, and why not earlier (docs/rights.md)."""

from __future__ import annotations

from datetime import date

from model.errors import Language
from model.rights.opening import NEVER, Reason

REASONS: dict[Reason, tuple[str, str]] = {
    Reason.OPEN: ("no protection period applies", "keine Schutzfrist"),
    Reason.GENERAL: ("general protection period", "allgemeine Schutzfrist"),
    Reason.PERSON_DEATH: ("about a person: period after death", "personenbezogen: Tod"),
    Reason.PERSON_BIRTH: ("about a person: period after birth", "personenbezogen: Geburt"),
    Reason.PERSON_UNKNOWN: (
        "about a person whose dates are unknown",
        "personenbezogen, Lebensdaten unbekannt",
    ),
    Reason.SECRECY: ("special secrecy", "besondere Geheimhaltung"),
    Reason.DEPOSIT: ("agreed with the depositor", "mit dem Hinterleger vereinbart"),
    Reason.REGISTER: ("civil register", "Personenstandsregister"),
    Reason.LENGTHENED: ("lengthened protection period", "verlängerte Schutzfrist"),
    Reason.LOCKED: ("locked by hand", "von Hand gesperrt"),
    Reason.UNKNOWN: ("not yet decided", "noch nicht geprüft"),
}


def until(day: date, reason: Reason | str, today: date, language: Language) -> str:
    """``open``, or the day that opens it and why it is closed until then."""
    german = language == "de"
    if day <= today:
        return "offen" if german else "open"
    why = REASONS[Reason(reason)][german]
    if day == NEVER:
        return f"gesperrt ({why})" if german else f"closed ({why})"
    if german:
        return f"gesperrt, öffnet am {day:%d.%m.%Y} ({why})"
    return f"closed, opens on {day.isoformat()} ({why})"
