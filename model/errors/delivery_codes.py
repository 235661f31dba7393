"""Access copies, images and deliveries: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call

DELIVERY_CODES: dict[str, Code] = {
    "access.file-closed": Code(
        Exit.WRONG_CALL,
        403,
        "{member} is closed.",
        "{member} ist gesperrt.",
        "Leave it out of the selection, or ask the archive for access.",
        "Aus der Auswahl herausnehmen oder beim Archiv Zugang beantragen.",
    ),
    "delivery.nothing-open": Code(
        Exit.WRONG_CALL,
        403,
        "There is nothing here that may be delivered to you.",
        "Hier ist nichts, was Ihnen ausgeliefert werden darf.",
        "Ask the archive for access.",
        "Beim Archiv Zugang beantragen.",
    ),
    "delivery.nothing-chosen": wrong_call(
        "No file was chosen for the delivery.",
        "Für die Auslieferung wurde keine Datei ausgewählt.",
        "Choose one, or take the whole unit.",
        "Eine auswählen oder die ganze Einheit nehmen.",
    ),
    "delivery.no-proof": Code(
        Exit.FOUND_WRONG,
        503,
        "The ledger does not prove what the catalogue says of AIP {aip}.",
        "Das Vorgangsbuch weist nicht nach, was der Katalog von AIP {aip} sagt.",
        "Run `muniment ledger verify` and `muniment verify --deep`; nothing was delivered.",
        "`muniment ledger verify` und `muniment verify --deep` ausführen; es wurde nichts "
        "ausgeliefert.",
    ),
    "delivery.unreadable": wrong_call(
        "The delivery {path} cannot be read: {reason}.",
        "Die Auslieferung {path} lässt sich nicht lesen: {reason}.",
        "Check the path.",
        "Den Pfad prüfen.",
    ),
    "delivery.not-valid": Code(
        Exit.FOUND_WRONG,
        422,
        "{path} is not what the archive delivered: {problem}",
        "{path} ist nicht, was das Archiv ausgeliefert hat: {problem}",
        "Do not rely on it; ask the archive for a new delivery.",
        "Sich nicht darauf verlassen; beim Archiv eine neue Auslieferung erbitten.",
    ),
    "delivery.bad-fingerprint": wrong_call(
        "{text} is not a key's fingerprint.",
        "{text} ist kein Fingerabdruck eines Schlüssels.",
        "It looks like sha256: and 64 digits from 0 to f.",
        "Er besteht aus sha256: und 64 Ziffern von 0 bis f.",
    ),
    "delivery.bad-day": wrong_call(
        "{text} is no day from tomorrow to {last}.",
        "{text} ist kein Tag von morgen bis {last}.",
        "Write it as 2026-12-31.",
        "In der Form 2026-12-31 schreiben.",
    ),
    "delivery.unknown-purpose": wrong_call(
        "There is no purpose {purpose}.",
        "Einen Zweck {purpose} gibt es nicht.",
        "The purposes are: {purposes}.",
        "Die Zwecke sind: {purposes}.",
    ),
    "delivery.too-many-files": wrong_call(
        "{count} files are more than one selection may name.",
        "{count} Dateien sind mehr, als eine Auswahl nennen darf.",
        "Choose at most {most}, or the whole unit.",
        "Höchstens {most} auswählen oder die ganze Einheit.",
    ),
    "delivery.link-over": Code(
        Exit.WRONG_CALL,
        404,
        "This delivery does not exist, or is over.",
        "Diese Auslieferung gibt es nicht, oder sie ist abgelaufen.",
        "Ask the archive for a new one.",
        "Beim Archiv eine neue erbitten.",
    ),
    "delivery.being-prepared": environment(
        "This delivery is still being prepared.",
        "Diese Auslieferung wird noch vorbereitet.",
        "Come back in a few minutes.",
        "In einigen Minuten wiederkommen.",
    ),
}
