"""The words of the shell itself."""

from __future__ import annotations

from administration.web.language import Words

WORDS: Words = {
    "skip": ("Skip to content", "Zum Inhalt springen"),
    "nav.main": ("Main", "Hauptnavigation"),
    "nav.search": ("Search", "Suche"),
    "nav.holdings": ("Holdings", "Bestände"),
    "nav.visit": ("Visit", "Besuch"),
    "nav.help": ("Help", "Hilfe"),
    "nav.language": ("Language", "Sprache"),
    "nav.submissions": ("Submissions", "Ablieferungen"),
    "nav.workplace": ("Workplace", "Arbeitsplatz"),
    "nav.account": ("Account", "Konto"),
    "nav.sign-in": ("Sign in", "Anmelden"),
    "nav.sign-out": ("Sign out", "Abmelden"),
    "foot.about": (
        "Kept by Muniment: every file is checked, every deed is recorded.",
        "Bewahrt mit Muniment: jede Datei geprüft, jeder Vorgang verzeichnet.",
    ),
    "foot.api": ("Interface for programs", "Schnittstelle für Programme"),
    "staff.bar.label": ("Signed in", "Angemeldet"),
    "staff.bar": ("Signed in as {role}", "Angemeldet als {role}"),
    "role.public": ("public", "Öffentlichkeit"),
    "role.reader": ("reader", "Benutzerin oder Benutzer"),
    "role.desk": ("reading room", "Lesesaal"),
    "role.archivist": ("archivist", "Archivarin oder Archivar"),
    "role.auditor": ("auditor", "Prüferin oder Prüfer"),
    "role.administrator": ("administrator", "Verwaltung"),
    "sign-in.title": ("Sign in", "Anmelden"),
    "sign-in.for": ("For readers and staff.", "Für Benutzende und Mitarbeitende."),
    "sign-in.name": ("Name", "Name"),
    "sign-in.password": ("Password", "Kennwort"),
    "sign-in.button": ("Sign in", "Anmelden"),
    "sign-in.link.title": ("One-time sign-in link", "Einmaliger Anmelde-Link"),
    "sign-in.link.text": (
        "This link signs you in once. It is used up when you press the button.",
        "Dieser Link meldet Sie einmal an. Er ist verbraucht, sobald Sie den Knopf drücken.",
    ),
    "account.title": ("Your account", "Ihr Konto"),
    "account.name": ("Name", "Name"),
    "account.role": ("Role", "Rolle"),
    "account.until": ("Signed in until", "Angemeldet bis"),
    "account.password": ("Choose a password", "Kennwort wählen"),
    "account.password.hint": (
        "At least 12 characters. Without one you sign in by link alone.",
        "Mindestens 12 Zeichen. Ohne Kennwort melden Sie sich nur per Link an.",
    ),
    "account.password.button": ("Save password", "Kennwort speichern"),
    "account.password.saved": ("The password was saved.", "Das Kennwort wurde gespeichert."),
    "error.title": ("This did not work", "Das ging nicht"),
    "error.404": ("There is nothing here", "Hier ist nichts"),
    "error.403": ("This is closed", "Das ist gesperrt"),
    "error.code": ("Code for staff: {code}", "Code für Mitarbeitende: {code}"),
    "error.home": ("To the search", "Zur Suche"),
}
