"""Uploads and accessions in the browser: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call

RECEIVING_CODES: dict[str, Code] = {
    "receiving.not-found": wrong_call(
        "There is no such submission.",
        "Diese Ablieferung gibt es nicht.",
        "Go back to the list of submissions.",
        "Zurück zur Liste der Ablieferungen.",
        status=404,
    ),
    "receiving.upload-gone": wrong_call(
        "This upload is not there, or not any more.",
        "Diesen Upload gibt es nicht oder nicht mehr.",
        "Begin it again.",
        "Bitte neu beginnen.",
        status=404,
    ),
    "receiving.wrong-offset": wrong_call(
        "The upload stands at another place; {expected} bytes have come.",
        "Der Upload steht an anderer Stelle; {expected} Bytes sind angekommen.",
        "Ask for the offset and go on from there.",
        "Den Stand abfragen und von dort aus weitermachen.",
        status=409,
    ),
    "receiving.busy": wrong_call(
        "Somebody is writing to this upload already.",
        "An diesem Upload wird gerade schon geschrieben.",
        "Wait a moment and try again.",
        "Einen Moment warten und noch einmal versuchen.",
        status=423,
    ),
    "receiving.too-long": wrong_call(
        "More bytes arrive than were announced.",
        "Es kommen mehr Bytes an, als angekündigt waren.",
        "Begin the upload again with the right length.",
        "Den Upload mit der richtigen Länge neu beginnen.",
        status=413,
    ),
    "receiving.too-large": wrong_call(
        "This is more than one submission may hold ({limit}).",
        "Das ist mehr, als eine Ablieferung enthalten darf ({limit}).",
        "Divide it, or raise the limit in settings.toml.",
        "Aufteilen oder die Grenze in settings.toml erhöhen.",
        status=413,
    ),
    "receiving.wrong-checksum": Code(
        Exit.WRONG_CALL,
        460,  # tus 1.0, checksum extension
        "What arrived is not what was sent.",
        "Angekommen ist nicht, was gesendet wurde.",
        "Send this part again.",
        "Diesen Teil noch einmal senden.",
    ),
    "receiving.wrong-version": wrong_call(
        "This is not version 1.0.0 of the tus protocol.",
        "Das ist nicht Version 1.0.0 des tus-Protokolls.",
        status=412,
    ),
    "receiving.wrong-type": wrong_call(
        "An upload goes on with application/offset+octet-stream.",
        "Ein Upload geht mit application/offset+octet-stream weiter.",
        status=415,
    ),
    "receiving.bad-request": wrong_call(
        "The upload is not announced as it should be: {problem}.",
        "Der Upload ist nicht richtig angekündigt: {problem}.",
    ),
    "receiving.nothing": wrong_call(
        "No file was chosen.",
        "Es wurde keine Datei ausgewählt.",
        "Choose a ZIP file, or some files.",
        "Eine ZIP-Datei oder einige Dateien auswählen.",
        status=422,
    ),
    "receiving.incomplete": wrong_call(
        "{path} has not arrived completely.",
        "{path} ist nicht vollständig angekommen.",
        "Choose the same files again; the upload goes on where it stopped.",
        "Dieselben Dateien noch einmal auswählen; der Upload geht weiter, wo er stehen blieb.",
        status=409,
    ),
    "receiving.out-of-turn": wrong_call(
        "That was decided already, or its turn has not come.",
        "Darüber ist schon entschieden, oder es ist noch nicht an der Reihe.",
        "Look at the submission as it stands now.",
        "Die Ablieferung ansehen, wie sie jetzt steht.",
        status=409,
    ),
    "receiving.reason-missing": wrong_call(
        "A refusal needs a reason.",
        "Eine Ablehnung braucht einen Grund.",
        "Write in a sentence why.",
        "In einem Satz schreiben, warum.",
        status=422,
    ),
    "receiving.no-room": environment(
        "There is no room for {size} bytes more.",
        "Für weitere {size} Bytes ist kein Platz.",
        "Free space on the archive's disk, then go on with the same upload.",
        "Auf der Platte des Archivs Platz schaffen, dann denselben Upload fortsetzen.",
    ),
}
