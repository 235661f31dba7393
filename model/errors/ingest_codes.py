"""What can be wrong with a submission."""

from __future__ import annotations

from model.errors.code import Code, invalid, wrong_call

INGEST_CODES: dict[str, Code] = {
    # --- submissions -------------------------------------------------------------------------
    "ingest.not-found": wrong_call(
        "There is no file or folder {path}.",
        "Es gibt keine Datei und keinen Ordner {path}.",
        "Check the path.",
        "Den Pfad prüfen.",
    ),
    "ingest.not-a-submission": invalid(
        "{path} is neither a folder, nor a BagIt bag, nor a ZIP file with a bag in it.",
        "{path} ist weder ein Ordner noch ein BagIt-Paket noch eine ZIP-Datei mit einem solchen.",
        "Put single files into a folder, then ingest the folder.",
        "Einzelne Dateien in einen Ordner legen und diesen übernehmen.",
    ),
    "ingest.empty": invalid(
        "{path} holds no files.",
        "{path} enthält keine Dateien.",
        "Check that this is the right folder.",
        "Prüfen, ob es der richtige Ordner ist.",
    ),
    "ingest.unreadable": invalid(
        "{path} cannot be read: {reason}.",
        "{path} lässt sich nicht lesen: {reason}.",
        "Check permissions and medium, then ingest again.",
        "Berechtigung und Datenträger prüfen, dann erneut übernehmen.",
    ),
    "ingest.changed-while-reading": invalid(
        "{path} changed while it was being read.",
        "{path} hat sich während des Lesens verändert.",
        "Make sure that nobody writes to the submission, then ingest again.",
        "Sicherstellen, dass niemand in die Ablieferung schreibt, dann erneut übernehmen.",
    ),
    "ingest.unsafe-path": invalid(
        "The path {name} leads out of its folder or is not relative.",
        "Der Pfad {name} führt aus seinem Ordner hinaus oder ist nicht relativ.",
        "Ask the sender for a delivery with plain relative paths.",
        "Beim Absender eine Ablieferung mit einfachen relativen Pfaden anfordern.",
    ),
    "ingest.unsafe-name": invalid(
        "The name {name} is not valid UTF-8 or contains control characters.",
        "Der Name {name} ist kein gültiges UTF-8 oder enthält Steuerzeichen.",
        "Rename the file and say so in the delivery note.",
        "Die Datei umbenennen und das im Übergabeprotokoll vermerken.",
    ),
    "ingest.name-twice": invalid(
        "Two files of the delivery have the same name {name}.",
        "Zwei Dateien der Ablieferung heißen gleich: {name}.",
        "Rename one of them.",
        "Eine von beiden umbenennen.",
    ),
    "ingest.symlink-outside": invalid(
        "The link {name} points out of the submission.",
        "Die Verknüpfung {name} zeigt aus der Ablieferung hinaus.",
        "Replace it by the file itself.",
        "Durch die Datei selbst ersetzen.",
    ),
    "ingest.special-file": invalid(
        "{name} is neither a file nor a folder (a device, socket or pipe).",
        "{name} ist weder Datei noch Ordner (Gerät, Socket oder Pipe).",
        "Remove it from the submission.",
        "Aus der Ablieferung entfernen.",
    ),
    "ingest.too-large": invalid(
        "{path} goes over the limit {limit}.",
        "{path} überschreitet die Grenze {limit}.",
        "Split the delivery, or raise the limit in settings.toml.",
        "Die Ablieferung teilen oder die Grenze in settings.toml anheben.",
    ),
    "ingest.checksum-mismatch": invalid(
        "{file} does not match its checksum in {manifest}.",
        "{file} stimmt nicht mit seiner Prüfsumme in {manifest} überein.",
        "Ask the sender for this file again.",
        "Diese Datei beim Absender neu anfordern.",
    ),
    "ingest.manifest-malformed": invalid(
        "Line {line} of {manifest} is not a checksum line.",
        "Zeile {line} von {manifest} ist keine Prüfsummenzeile.",
        "Write it in the form of sha512sum: digest, two spaces, path.",
        "In der Form von sha512sum schreiben: Prüfsumme, zwei Leerzeichen, Pfad.",
    ),
    "ingest.manifest-file-missing": invalid(
        "{file} is listed in {manifest} but is not there.",
        "{file} steht in {manifest}, fehlt aber.",
        "Ask the sender for the missing file.",
        "Die fehlende Datei beim Absender anfordern.",
    ),
    "ingest.metadata-malformed": invalid(
        "Line {line} of {file}: {problem}.",
        "Zeile {line} von {file}: {problem}.",
        "Correct the row; docs/metadata.md describes the columns.",
        "Die Zeile berichtigen; docs/metadata.md beschreibt die Spalten.",
    ),
    "ingest.metadata-file-missing": invalid(
        "Line {line} of {file} describes {path}, which is not in the submission.",
        "Zeile {line} von {file} beschreibt {path}, das nicht in der Ablieferung ist.",
        "Correct the path or remove the row.",
        "Den Pfad berichtigen oder die Zeile entfernen.",
    ),
    "ingest.unknown-parent": invalid(
        "There is no unit {refcode} to put this under.",
        "Es gibt keine Einheit {refcode}, unter die dies gehört.",
        "Describe it first, or correct the reference code.",
        "Sie zuerst verzeichnen oder die Signatur berichtigen.",
    ),
    "ingest.refcode-taken": invalid(
        "The reference code {refcode} belongs to another unit already.",
        "Die Signatur {refcode} gehört schon einer anderen Einheit.",
        "Choose another reference code.",
        "Eine andere Signatur wählen.",
    ),
    "ingest.known-content": invalid(
        "These files are in the archive already, as AIP {aip}, with other metadata.",
        "Diese Dateien sind schon im Archiv, als AIP {aip}, mit anderen Metadaten.",
        "To change it, ingest with --update {aip}.",
        "Zum Ändern mit --update {aip} übernehmen.",
    ),
    "ingest.bag-invalid": invalid(
        "{path} is not a valid bag: {problem}.",
        "{path} ist kein gültiges BagIt-Paket: {problem}.",
        "Ask the sender for a valid bag (RFC 8493).",
        "Beim Absender ein gültiges Paket anfordern (RFC 8493).",
    ),
    "ingest.bag-incomplete": invalid(
        "{path} is an incomplete bag: {file} is listed in fetch.txt and not in the bag.",
        "{path} ist unvollständig: {file} steht in fetch.txt und fehlt im Paket.",
        "Muniment fetches nothing from the network; ask the sender for the complete bag.",
        "Muniment lädt nichts aus dem Netz; beim Absender das vollständige Paket anfordern.",
    ),
    "ingest.hand-over-invalid": invalid(
        "{path} is not a valid hand-over: {problem}.",
        "{path} ist keine gültige Abgabe: {problem}.",
        "Ask the other archive for it again.",
        "Sie beim anderen Archiv neu anfordern.",
    ),
    "ingest.zip-unsafe": invalid(
        "{path} is not a safe ZIP file: {problem}.",
        "{path} ist keine sichere ZIP-Datei: {problem}.",
        "Ask the sender for a plain ZIP file.",
        "Beim Absender eine einfache ZIP-Datei anfordern.",
    ),
    "ingest.update-which-unit": invalid(
        "The submission tells of {count} units, and of none by the AIP's reference code {refcode}.",
        "Die Ablieferung nennt {count} Einheiten, keine unter der Signatur {refcode} der AIP.",
        "Give the reference code in the table, or deliver this unit alone.",
        "Die Signatur in der Tabelle nennen oder diese Einheit allein abliefern.",
    ),
    "ingest.update-other-unit": invalid(
        "The table calls the unit {said}, the archive knows it as {refcode}; that is permanent.",
        "Die Tabelle nennt die Einheit {said}, das Archiv kennt sie als {refcode}; das bleibt.",
        "Check that this is the right AIP, and correct the reference code.",
        "Prüfen, ob dies die richtige AIP ist, und die Signatur berichtigen.",
    ),
    "ingest.update-overtaken": invalid(
        "Somebody else changed AIP {aip} at the same time.",
        "Jemand anders hat die AIP {aip} zur selben Zeit geändert.",
        "Look at its newest generation, then ingest again.",
        "Die neueste Generation ansehen, dann erneut übernehmen.",
    ),
}
