"""The words of this room's pages."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "incidents.title": ("Incidents", "Vorfälle"),
    "incidents.lead": (
        "Copies that were found damaged, and what became of them.",
        "Kopien, die beschädigt gefunden wurden, und was aus ihnen wurde.",
    ),
    "incidents.none": (
        "No copy has ever been found damaged.",
        "Es wurde noch nie eine beschädigte Kopie gefunden.",
    ),
    "incidents.open": ("Open", "Offen"),
    "incidents.closed": ("Closed", "Abgeschlossen"),
    "incidents.none-open": (
        "None is open: every copy is as it was stored.",
        "Keiner ist offen: jede Kopie ist, wie sie gespeichert wurde.",
    ),
    "incidents.alarm": ("No healthy copy is left", "Keine heile Kopie mehr"),
    "incidents.copy": ("Generation {generation} in {store}", "Generation {generation} in {store}"),
    "incidents.verdict.altered": ("altered", "verändert"),
    "incidents.verdict.missing": ("missing", "fehlt"),
    "incidents.verdict.unreadable": ("unreadable", "unlesbar"),
    "incidents.found": ("Found in {store}: {verdict}", "Gefunden in {store}: {verdict}"),
    "incidents.source-bad": (
        "The copy in {store} could not help: it is damaged too",
        "Die Kopie in {store} konnte nicht helfen: auch sie ist beschädigt",
    ),
    "incidents.no-source": (
        "Nothing to heal {store} from; everything is kept as it is",
        "Nichts, woraus {store} zu heilen wäre; alles bleibt, wie es ist",
    ),
    "incidents.healed": ("Healed from {store}", "Geheilt aus {store}"),
    "incidents.verified": (
        "Read back from {store}: intact",
        "Aus {store} zurückgelesen: unversehrt",
    ),
    "incidents.back": (
        "Intact again in {store}, without having been healed",
        "In {store} wieder unversehrt, ohne geheilt worden zu sein",
    ),
    "rounds.title": ("Fixity rounds", "Prüfrunden"),
    "rounds.none": ("There has been no round yet.", "Es gab noch keine Prüfrunde."),
    "rounds.begun": ("Begun", "Begonnen"),
    "rounds.ended": ("Ended", "Beendet"),
    "rounds.at-work": ("at work or interrupted", "läuft oder unterbrochen"),
    "rounds.checked": ("Copies", "Kopien"),
    "rounds.bytes": ("Read", "Gelesen"),
    "rounds.damaged": ("Damaged", "Beschädigt"),
    "rounds.healed": ("Healed", "Geheilt"),
    "migrations.title": ("Migrations", "Migrationen"),
    "migrations.lead": (
        "Files move to another format; the originals stay as they are.",
        "Dateien wechseln ins neue Format; die Originale bleiben, wie sie sind.",
    ),
    "migrations.none": (
        "There is no plan yet. `muniment migrate PLAN` writes one down.",
        "Es gibt noch keinen Plan. `muniment migrate PLAN` hält einen fest.",
    ),
    "migrations.state.planned": ("planned", "geplant"),
    "migrations.state.rehearsed": ("rehearsed", "erprobt"),
    "migrations.state.signed-off": ("signed off", "freigegeben"),
    "migrations.state.ended": ("done", "abgeschlossen"),
    "migrations.state.rolled-back": ("rolled back", "zurückgenommen"),
    "migrations.target": (
        "To {tool}, {compression}; from {puids}",
        "Nach {tool}, {compression}; aus {puids}",
    ),
    "migrations.touched": (
        "{aips} AIPs, {files} files, {size}",
        "{aips} AIPs, {files} Dateien, {size}",
    ),
    "migrations.plan": ("The plan", "Der Plan"),
    "migrations.rehearsal": ("Rehearsal", "Probe"),
    "migrations.rehearsal-none": ("Not rehearsed yet.", "Noch nicht erprobt."),
    "migrations.file": ("File", "Datei"),
    "migrations.before": ("Before", "Vorher"),
    "migrations.after": ("After", "Nachher"),
    "migrations.result": ("Result", "Ergebnis"),
    "migrations.same": ("decoded, the same", "dekodiert, gleich"),
    "migrations.sign-off": ("Sign off", "Freigeben"),
    "migrations.sign-off-hint": (
        "You confirm that the rehearsal is right and that the migration may run.",
        "Sie bestätigen, dass die Probe stimmt und die Migration laufen darf.",
    ),
    "migrations.own": (
        "You made this plan; a second person must sign it off.",
        "Dieser Plan ist von Ihnen; eine zweite Person muss ihn freigeben.",
    ),
    "migrations.run": ("Run", "Ausführen"),
    "migrations.units": ("AIPs", "AIPs"),
    "migrations.unit.open": ("at work or interrupted", "läuft oder unterbrochen"),
    "migrations.unit.done": ("new generation {generation}", "neue Generation {generation}"),
    "migrations.unit.failed": ("unchanged", "unverändert"),
}
