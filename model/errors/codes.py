"""Every error code. A code never changes its meaning and is never reused."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call
from model.errors.delivery_codes import DELIVERY_CODES
from model.errors.describing_codes import DESCRIBING_CODES
from model.errors.disposal_codes import DISPOSAL_CODES
from model.errors.engine_codes import ENGINE_CODES
from model.errors.ingest_codes import INGEST_CODES
from model.errors.job_codes import JOB_CODES
from model.errors.journal_codes import JOURNAL_CODES
from model.errors.preservation_codes import PRESERVATION_CODES
from model.errors.reading_room_codes import READING_ROOM_CODES
from model.errors.rebuild_codes import REBUILD_CODES
from model.errors.receiving_codes import RECEIVING_CODES
from model.errors.state_codes import STATE_CODES
from model.errors.storage_codes import STORAGE_CODES

CODES: dict[str, Code] = {
    **INGEST_CODES,
    **RECEIVING_CODES,
    **STATE_CODES,
    **DESCRIBING_CODES,
    **READING_ROOM_CODES,
    **DELIVERY_CODES,
    **PRESERVATION_CODES,
    **DISPOSAL_CODES,
    **REBUILD_CODES,
    **JOB_CODES,
    **JOURNAL_CODES,
    **ENGINE_CODES,
    **STORAGE_CODES,
    "aip.generation-out-of-range": wrong_call(
        "An AIP has no generation {generation}.",
        "Eine AIP hat keine Generation {generation}.",
    ),
    # --- finding -----------------------------------------------------------------------------
    "catalogue.not-found": wrong_call(
        "There is nothing called {name} here.",
        "Hier gibt es nichts namens {name}.",
        "Give a reference code, or an id from `muniment search`.",
        "Eine Signatur angeben oder eine Kennung aus `muniment search`.",
        status=404,
    ),
    "catalogue.member-not-found": wrong_call(
        "The AIP {aip} has no file {member}.",
        "Die AIP {aip} enthält keine Datei {member}.",
        "`muniment show {aip}` lists its files.",
        "`muniment show {aip}` zeigt ihre Dateien.",
        status=404,
    ),
    "catalogue.no-aip": wrong_call(
        "{name} has no AIP: it is described, but nothing of it is stored here.",
        "{name} hat keine AIP: es ist verzeichnet, aber nichts davon ist hier gespeichert.",
        "`muniment search --digital` finds units that have files.",
        "`muniment search --digital` findet Einheiten mit Dateien.",
        status=404,
    ),
    "catalogue.several-aips": wrong_call(
        "{name} has {count} AIPs.",
        "{name} hat {count} AIPs.",
        "Name one of them; `muniment show {name}` lists them.",
        "Eine davon nennen; `muniment show {name}` zeigt sie.",
        status=409,
    ),
    "catalogue.revision-mismatch": environment(
        "The database is at revision {found}, this program needs {needed}.",
        "Die Datenbank hat Revision {found}, dieses Programm braucht {needed}.",
        "Run `muniment init` with the newer program to bring it up to date.",
        "`muniment init` mit dem neueren Programm ausführen.",
    ),
    "search.query-invalid": wrong_call(
        "The search {query} cannot be understood: {problem}.",
        "Die Suche {query} ist nicht verständlich: {problem}.",
        "Close quotation marks and brackets, or search for plain words.",
        "Anführungszeichen und Klammern schließen oder nach einfachen Wörtern suchen.",
    ),
    "search.away": environment(
        "The search index does not answer: {reason}.",
        "Der Suchindex antwortet nicht: {reason}.",
        "Descriptions can still be opened by reference code; run `muniment reindex`.",
        "Über die Signatur geht es weiter; `muniment reindex` ausführen.",
    ),
    "search.busy": environment(
        "Another process is writing the search index.",
        "Ein anderer Prozess schreibt gerade den Suchindex.",
        "Nothing is lost: it indexes what is waiting, or run the command again when it is done.",
        "Nichts geht verloren: er nimmt auf, was wartet; sonst den Befehl danach wiederholen.",
    ),
    # --- access ------------------------------------------------------------------------------
    "access.closed": Code(
        Exit.FOUND_WRONG,
        403,
        "{unit} is closed until {day}.",
        "{unit} ist gesperrt bis {day}.",
        "The description stays open; ask the reading room about an exception.",
        "Die Beschreibung bleibt einsehbar; der Lesesaal berät zu Ausnahmen.",
    ),
    "access.locked": Code(
        Exit.FOUND_WRONG,
        403,
        "{unit} is closed, and no day is set for its opening.",
        "{unit} ist gesperrt, und kein Tag ist für die Öffnung bestimmt.",
        "The description stays open; ask the reading room about an exception.",
        "Die Beschreibung bleibt einsehbar; der Lesesaal berät zu Ausnahmen.",
    ),
    "access.denied": Code(
        Exit.FOUND_WRONG,
        403,
        "This needs the role {role}.",
        "Dafür ist die Rolle {role} nötig.",
        "Sign in with an account that has it.",
        "Mit einem Konto anmelden, das sie hat.",
    ),
    "access.sign-in-needed": Code(
        Exit.FOUND_WRONG,
        401,
        "This needs a signed-in account.",
        "Dafür muss man angemeldet sein.",
        "Sign in first.",
        "Zuerst anmelden.",
    ),
    "access.sign-in-failed": Code(
        Exit.FOUND_WRONG,
        403,
        "Name or password is not right.",
        "Name oder Kennwort stimmen nicht.",
        "Try again, or ask an administrator for a new sign-in link.",
        "Noch einmal versuchen oder einen neuen Anmelde-Link erbitten.",
    ),
    "access.link-used": Code(
        Exit.FOUND_WRONG,
        403,
        "This sign-in link was used already or has expired.",
        "Dieser Anmelde-Link wurde schon benutzt oder ist abgelaufen.",
        "Readers have a new one mailed at /register; staff ask for `muniment accounts link NAME`.",
        "Lesende lassen sich unter /register einen neuen schicken, Mitarbeitende bitten um "
        "`muniment accounts link NAME`.",
    ),
    "access.form-expired": Code(
        Exit.FOUND_WRONG,
        403,
        "The form has expired or was not sent from this site.",
        "Das Formular ist abgelaufen oder kam nicht von dieser Seite.",
        "Open the page again and repeat.",
        "Die Seite neu öffnen und wiederholen.",
    ),
    "access.too-many-tries": Code(
        Exit.FOUND_WRONG,
        429,
        "Too many tries to sign in.",
        "Zu viele Anmeldeversuche.",
        "Wait {seconds} seconds, then try again.",
        "{seconds} Sekunden warten, dann noch einmal versuchen.",
    ),
    "access.range-not-satisfiable": wrong_call(
        "The range asked for lies outside the file of {size} bytes.",
        "Der verlangte Bereich liegt außerhalb der Datei von {size} Bytes.",
        "Ask for a range within it.",
        "Einen Bereich innerhalb der Datei anfordern.",
        status=416,
    ),
    "web.not-found": wrong_call(
        "There is nothing at this address.",
        "Unter dieser Adresse ist nichts.",
        "Search for it, or go through the holdings.",
        "Danach suchen oder durch die Bestände gehen.",
        status=404,
    ),
    "web.method-not-allowed": wrong_call(
        "{method} is not possible here.",
        "{method} ist hier nicht möglich.",
        "The interface's description says what is.",
        "Die Beschreibung der Schnittstelle sagt, was geht.",
        status=405,
    ),
    "web.bad-request": wrong_call(
        "The request cannot be understood: {problem}.",
        "Die Anfrage ist nicht verständlich: {problem}.",
        "Correct it and send it again.",
        "Berichtigen und noch einmal senden.",
    ),
    "search.bad-parameter": wrong_call(
        "The search cannot take {name}={value}: {problem}.",
        "Die Suche kann mit {name}={value} nichts anfangen: {problem}.",
        "/api/v1/openapi.json lists the parameters and what they take.",
        "/api/v1/openapi.json nennt die Parameter und was sie nehmen.",
        status=422,
    ),
    "web.away": environment(
        "The archive cannot answer at the moment, because a part of it is out of order.",
        "Das Archiv kann gerade nicht antworten, weil ein Teil davon gestört ist.",
        "Try again in a few minutes; if it stays so, tell the archive the code.",
        "In einigen Minuten noch einmal versuchen; bleibt es so, dem Archiv den Code nennen.",
    ),
    # --- ledger ------------------------------------------------------------------------------
    "ledger.tampered": Code(
        Exit.FOUND_WRONG,
        500,
        "The ledger is not what was signed: {problem}.",
        "Das Verzeichnis der Vorgänge ist nicht das unterschriebene: {problem}.",
        "Keep everything as it is and compare with the checkpoints in the stores.",
        "Alles lassen, wie es ist, und mit den Prüfpunkten in den Speichern vergleichen.",
    ),
    "ledger.no-such-event": wrong_call(
        "There is no event {event} in the ledger.",
        "Es gibt keinen Vorgang {event} im Verzeichnis.",
        "`muniment events ID` lists the events of a unit.",
        "`muniment events ID` zeigt die Vorgänge einer Einheit.",
        status=404,
    ),
    "ledger.not-sealed": wrong_call(
        "No checkpoint covers the event {event} yet.",
        "Noch kein Prüfpunkt deckt den Vorgang {event} ab.",
        "Run `muniment ledger checkpoint`, then ask again.",
        "`muniment ledger checkpoint` ausführen, dann noch einmal fragen.",
        status=409,
    ),
    # --- the installation --------------------------------------------------------------------
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
    # --- the command line --------------------------------------------------------------------
    "call.wrong": wrong_call(
        "{problem}",
        "{problem}",
        "`{command} --help` shows how it is called.",
        "`{command} --help` zeigt, wie der Aufruf lautet.",
    ),
    "call.interrupted": environment(
        "Interrupted.",
        "Unterbrochen.",
        "What was acknowledged is safe; the same command completes the rest.",
        "Was bestätigt wurde, ist sicher; derselbe Befehl holt den Rest nach.",
    ),
    "get.exists": wrong_call(
        "{path} is there already.",
        "{path} gibt es schon.",
        "Nothing was overwritten. Name another place with -o.",
        "Nichts wurde überschrieben. Mit -o einen anderen Ort nennen.",
        status=409,
    ),
    "get.not-writable": environment(
        "{path} cannot be written: {reason}.",
        "{path} lässt sich nicht schreiben: {reason}.",
        "Check permissions and space, or name another place with -o.",
        "Berechtigungen und Platz prüfen oder mit -o einen anderen Ort nennen.",
    ),
    "serve.port-taken": environment(
        "Nothing can be served at {host}:{port}: {reason}.",
        "Unter {host}:{port} kann nichts angeboten werden: {reason}.",
        "Choose another port with --port.",
        "Mit --port einen anderen Port wählen.",
    ),
    "internal.unexpected": environment(
        "Something unexpected happened ({kind}); details are in {log}.",
        "Etwas Unerwartetes ist geschehen ({kind}); Einzelheiten stehen in {log}.",
        "Nothing half done was kept. Run the command again, and report it if it stays.",
        "Nichts Halbes wurde behalten. Noch einmal ausführen; wenn es bleibt, bitte melden.",
    ),
}
