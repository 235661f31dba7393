"""Closed things, signing in, and requests of browsers: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call

ACCESS_CODES: dict[str, Code] = {
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
}
