"""What to do about an error, for whoever reads it in a browser: there is no command line there."""

from __future__ import annotations

from model.errors import Language, MunimentError
from model.policy import Act, User, admitted

_COMMAND = "`muniment "

HINTS: dict[str, tuple[str, str]] = {
    "catalogue.not-found": (
        "Check the reference code, search for it, or go through the holdings.",
        "Die Signatur prüfen, danach suchen oder durch die Bestände gehen.",
    ),
    "catalogue.member-not-found": (
        "The page of the unit lists the files that can be had.",
        "Die Seite der Einheit nennt die Dateien, die es gibt.",
    ),
    "access.link-used": (
        "Readers have a new one mailed at /register; staff ask an administrator for one.",
        "Unter /register kommt für Lesende ein neuer; Mitarbeitende bitten die Verwaltung darum.",
    ),
    "internal.unexpected": (
        "Nothing half done was kept. Try again; if it stays so, tell the archive when it happened.",
        "Nichts Halbes wurde behalten. Noch einmal versuchen; bleibt es, dem Archiv sagen, wann.",
    ),
    "disposal.not-found": (
        "The page “Disposals” lists all.",
        "Die Seite „Kassationen“ nennt alle.",
    ),
    "jobs.not-found": (
        "The page “Operations” shows what there is.",
        "Die Seite „Betrieb“ zeigt, was es gibt.",
    ),
}
"""Of codes whose own hint names a command; English and German."""


def hint_for(user: User, error: MunimentError, language: Language) -> str:
    """What ``user`` can do about it in a browser; empty where only a command would help."""
    if error.code in HINTS:
        return HINTS[error.code][language == "de"]
    hint = error.hint(language)
    if _COMMAND in hint and not admitted(user, Act.SEE_OPERATIONS):
        return ""
    return hint
