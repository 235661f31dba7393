"""Access copies, images and deliveries: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call


def _no_preview(en: str, de: str) -> Code:
    # 404: there is no such picture, and asking again brings none
    return Code(
        Exit.FOUND_WRONG,
        404,
        f"There is no preview of {{member}}: {en}.",
        f"Von {{member}} gibt es keine Vorschau: {de}.",
        "The original can be downloaded as it is.",
        "Das Original lässt sich unverändert herunterladen.",
    )


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
    "iiif.bad-request": wrong_call(
        "This part of the image cannot be had: {problem}.",
        "Diesen Teil des Bildes gibt es nicht: {problem}.",
        "info.json says what there is.",
        "info.json sagt, was es gibt.",
    ),
    "iiif.no-pages": wrong_call(
        "This unit has nothing to leaf through.",
        "In dieser Einheit gibt es nichts zu blättern.",
        "Its page lists the files that it has.",
        "Ihre Seite nennt die Dateien, die sie hat.",
        status=404,
    ),
    "preview.none": _no_preview(
        "of files of its kind none is made",
        "für Dateien dieser Art wird keine gemacht",
    ),
    "preview.unreadable": _no_preview(
        "it is damaged, or of a kind that cannot be opened here",
        "sie ist beschädigt oder von einer Art, die sich hier nicht öffnen lässt",
    ),
    "preview.encrypted": _no_preview(
        "it can only be opened with a password",
        "sie lässt sich nur mit einem Kennwort öffnen",
    ),
    "preview.too-large": _no_preview(
        "it has more pixels or pages than are opened here",
        "sie hat mehr Pixel oder Seiten, als hier geöffnet werden",
    ),
    "preview.memory": _no_preview(
        "opening it takes more memory than it may have",
        "sie zu öffnen braucht mehr Speicher, als sie haben darf",
    ),
    "preview.late": _no_preview(
        "opening it took longer than it may take",
        "sie zu öffnen dauerte länger, als es dauern darf",
    ),
    "preview.crashed": _no_preview(
        "the program that opens such files ended on it, or ran out of memory",
        "das Programm, das solche Dateien öffnet, brach an ihr ab oder hatte zu wenig Speicher",
    ),
    "preview.broken-copy": _no_preview(
        "what the converter made of it is not whole",
        "was das Umwandeln aus ihr gemacht hat, ist nicht ganz",
    ),
    "preview.no-page": Code(
        Exit.WRONG_CALL,
        404,
        "{member} has no page {page}; it has {pages}.",
        "{member} hat keine Seite {page}; sie hat {pages}.",
    ),
    "preview.preparing": environment(
        "The preview is being prepared.",
        "Die Vorschau wird gerade vorbereitet.",
        "Try again in a minute; the original can be downloaded now.",
        "In einer Minute noch einmal versuchen; das Original lässt sich jetzt herunterladen.",
    ),
    "preview.no-space": environment(
        "No preview can be made: the disk of the cache is full.",
        "Es lässt sich keine Vorschau machen: Die Platte des Zwischenspeichers ist voll.",
        "Everything in `cache/` may be deleted; it is made again when somebody looks.",
        "Alles in `cache/` darf gelöscht werden; es entsteht neu, wenn jemand hinsieht.",
    ),
}
