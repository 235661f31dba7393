"""The installation: folder, settings, keys, accounts, tools: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, environment, wrong_call

HOME_CODES: dict[str, Code] = {
    "home.unnamed": wrong_call(
        "Nothing says where the archive is.",
        "Nichts sagt, wo das Archiv liegt.",
        "Name its folder with --home, or set MUNIMENT_HOME.",
        "Seinen Ordner mit --home nennen oder MUNIMENT_HOME setzen.",
    ),
    "home.missing": wrong_call(
        "There is no archive in {home}.",
        "In {home} ist kein Archiv.",
        "Create one with `muniment init`, or name another with --home.",
        "Mit `muniment init` anlegen oder mit --home ein anderes nennen.",
    ),
    "home.exists": wrong_call(
        "There is an archive in {home} already.",
        "In {home} ist schon ein Archiv.",
        "Nothing was changed. Name another folder with --home.",
        "Nichts wurde geändert. Mit --home einen anderen Ordner nennen.",
    ),
    "home.not-empty": wrong_call(
        "{home} is not empty.",
        "{home} ist nicht leer.",
        "Name an empty or new folder with --home.",
        "Mit --home einen leeren oder neuen Ordner nennen.",
    ),
    "home.not-writable": environment(
        "{home} cannot be written: {reason}.",
        "In {home} kann nicht geschrieben werden: {reason}.",
        "Check permissions and space.",
        "Berechtigungen und Speicherplatz prüfen.",
    ),
    "home.full": environment(
        "The disk of {home} has no space left.",
        "Auf dem Datenträger von {home} ist kein Platz mehr.",
        "Free space, then run the same command again.",
        "Platz schaffen, dann denselben Befehl noch einmal ausführen.",
    ),
    "home.busy": environment(
        "Another process is working in {home}.",
        "In {home} arbeitet gerade ein anderer Prozess.",
        "Wait until it has finished, then run the command again.",
        "Warten, bis er fertig ist, dann den Befehl noch einmal ausführen.",
    ),
    "home.broken": environment(
        "The database in {home} cannot be used: {reason}.",
        "Die Datenbank in {home} lässt sich nicht benutzen: {reason}.",
        "Check the disk and the permissions; the stores hold everything that was stored.",
        "Datenträger und Rechte prüfen; die Speicher enthalten alles Gespeicherte.",
    ),
    "settings.invalid": wrong_call(
        "{file}: {problem}.",
        "{file}: {problem}.",
        "Correct the setting; docs/settings.md lists them all.",
        "Die Einstellung berichtigen; docs/settings.md nennt alle.",
    ),
    "keys.unusable": environment(
        "The key {file} cannot be used: {reason}.",
        "Der Schlüssel {file} lässt sich nicht benutzen: {reason}.",
        "Bring it back from a safe copy; without it no checkpoint can be signed.",
        "Aus einer sicheren Kopie zurückholen; ohne ihn wird kein Prüfpunkt unterschrieben.",
    ),
    "accounts.exists": wrong_call(
        "There is an account {name} already.",
        "Es gibt schon ein Konto {name}.",
        "Choose another name.",
        "Einen anderen Namen wählen.",
    ),
    "accounts.not-found": wrong_call(
        "There is no account {name}.",
        "Es gibt kein Konto {name}.",
        "`muniment accounts list` shows them.",
        "`muniment accounts list` zeigt alle.",
    ),
    "tools.failed": environment(
        "The tool {tool} failed: {reason}.",
        "Das Werkzeug {tool} ist gescheitert: {reason}.",
        "Check it with `muniment doctor`, then run the same command again.",
        "Mit `muniment doctor` prüfen, dann denselben Befehl noch einmal ausführen.",
    ),
}
