"""Descriptions, their import, export and harvesting: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, invalid, wrong_call

DESCRIBING_CODES: dict[str, Code] = {
    "describing.not-found": wrong_call(
        "There is no file {file}.",
        "Es gibt keine Datei {file}.",
        "Check the path.",
        "Den Pfad prüfen.",
    ),
    "describing.nothing-to-erase": Code(
        Exit.FOUND_WRONG,
        409,
        "{refcode} says nothing else already, and has no earlier revision.",
        "{refcode} sagt schon jetzt nichts anderes und hat keine frühere Fassung.",
        "Say with --set what it is to say.",
        "Mit --set angeben, was dort stehen soll.",
    ),
    "describing.no-such-field": wrong_call(
        "A description has no text {field}.",
        "Eine Beschreibung hat keinen Text {field}.",
        "Name one of these: {known}.",
        "Einen von diesen nennen: {known}.",
    ),
    "describing.unreadable": invalid(
        "{file} cannot be read: {reason}.",
        "{file} lässt sich nicht lesen: {reason}.",
        "Check permissions and medium, then import again.",
        "Berechtigung und Datenträger prüfen, dann erneut importieren.",
    ),
    "describing.too-large": invalid(
        "{file} is larger than {limit}.",
        "{file} ist größer als {limit}.",
        "Import it with `muniment import-ead`, which has no such limit.",
        "Mit `muniment import-ead` importieren, das keine solche Grenze hat.",
    ),
    "describing.not-ead": invalid(
        "{file} is not a finding aid in EAD 2002: line {line}: {problem}.",
        "{file} ist kein Findmittel in EAD 2002: Zeile {line}: {problem}.",
        "Nothing of it was imported. Export it again as EAD 2002 or EAD(DDB).",
        "Nichts davon wurde importiert. Erneut als EAD 2002 oder EAD(DDB) ausgeben.",
    ),
    "describing.no-eadid": invalid(
        "{file} does not say which finding aid it is: its eadid is empty.",
        "{file} sagt nicht, welches Findmittel es ist: eadid ist leer.",
        "Give it an eadid that stays the same; by it the next import knows what it knows.",
        "Eine gleichbleibende eadid vergeben; an ihr erkennt der nächste Import, was schon da ist.",
    ),
    "describing.nothing-described": invalid(
        "{file} describes nothing.",
        "{file} beschreibt nichts.",
        "Check the export that it comes from.",
        "Den Export prüfen, aus dem es stammt.",
    ),
    "describing.no-title": invalid(
        "The unit {id} has neither a title nor anything that could stand for it.",
        "Die Einheit {id} hat weder einen Titel noch etwas, das ihn ersetzen könnte.",
        "Give it a unittitle.",
        "Einen unittitle vergeben.",
    ),
    "describing.no-identifier": invalid(
        "This unit has neither an id nor a unitid.",
        "Diese Einheit hat weder eine id noch eine unitid.",
        "Give it a c/@id that stays the same.",
        "Eine gleichbleibende c/@id vergeben.",
    ),
    "describing.identifier-twice": invalid(
        "The id {id} is that of another unit of the same finding aid.",
        "Die id {id} hat schon eine andere Einheit desselben Findmittels.",
        "Give each unit an id of its own.",
        "Jeder Einheit eine eigene id geben.",
    ),
    "describing.refcode-taken": invalid(
        "The reference code {refcode} of {id} belongs to another unit already.",
        "Die Signatur {refcode} von {id} gehört schon einer anderen Einheit.",
        "Choose another reference code.",
        "Eine andere Signatur wählen.",
    ),
    "describing.refcode-differs": invalid(
        "The unit {id} is called {refcode} here, the finding aid calls it {other}.",
        "Die Einheit {id} heißt hier {refcode}, im Findmittel {other}.",
        "Reference codes are permanent: correct the finding aid.",
        "Signaturen sind dauerhaft: das Findmittel berichtigen.",
    ),
    "describing.parent-rejected": invalid(
        "The unit {id} stands below one that was rejected.",
        "Die Einheit {id} steht unter einer, die abgewiesen wurde.",
        "Correct the one above it; this one will then come as well.",
        "Die übergeordnete berichtigen; diese kommt dann mit.",
    ),
    "describing.changed-meanwhile": Code(
        Exit.FOUND_WRONG,
        409,
        "Somebody has worked on the same units while the finding aid was read.",
        "Jemand hat an denselben Einheiten gearbeitet, während das Findmittel gelesen wurde.",
        "Nothing of it was imported. Import it again.",
        "Nichts davon wurde importiert. Erneut importieren.",
    ),
    "describing.outdated": Code(
        Exit.FOUND_WRONG,
        409,
        "Somebody has changed {refcode} since you began.",
        "Jemand hat {refcode} geändert, seit Sie begonnen haben.",
        "Compare both and save again.",
        "Beide Fassungen vergleichen und erneut speichern.",
    ),
    "describing.inside-itself": invalid(
        "{refcode} cannot stand below itself.",
        "{refcode} kann nicht unter sich selbst stehen.",
        "Choose another place in the tree.",
        "Eine andere Stelle im Baum wählen.",
    ),
    "describing.no-finding-aid": wrong_call(
        "{refcode} is no fonds and no class above one, so it has no finding aid of its own.",
        "{refcode} ist weder ein Bestand noch eine Gruppe darüber und hat kein eigenes Findmittel.",
        "Export its fonds: {fonds}.",
        "Den Bestand ausgeben: {fonds}.",
    ),
}
