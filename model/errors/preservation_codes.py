"""Rounds, incidents and migrations: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, invalid, wrong_call

PRESERVATION_CODES: dict[str, Code] = {
    "fixity.round-takes-no-names": wrong_call(
        "A round checks what is due in every store and takes neither names nor a store.",
        "Eine Prüfrunde prüft in allen Speichern, was fällig ist; sie nimmt weder Namen noch "
        "Speicher an.",
        "Leave out --round to check what you name.",
        "Ohne --round wird geprüft, was genannt ist.",
    ),
    "stores.name-taken": wrong_call(
        "There is a store {store} already.",
        "Einen Speicher {store} gibt es schon.",
        "Choose another name; a store is never renamed.",
        "Einen anderen Namen wählen; ein Speicher wird nie umbenannt.",
        status=409,
    ),
    "stores.not-empty": wrong_call(
        "{place} is not empty, so it cannot become the store {store}.",
        "{place} ist nicht leer und kann nicht der Speicher {store} werden.",
        "Name a folder or a prefix where nothing lies.",
        "Einen Ordner oder ein Präfix nennen, wo nichts liegt.",
        status=409,
    ),
    "stores.not-possible": wrong_call(
        "The store {store} cannot be added: {problem}.",
        "Der Speicher {store} kann nicht hinzukommen: {problem}.",
        "Nothing was changed; docs/settings.md describes a store.",
        "Nichts wurde geändert; docs/settings.md beschreibt einen Speicher.",
    ),
    "stores.fill-stopped": Code(
        Exit.FOUND_WRONG,
        503,
        "Filling {store} was stopped: {failed} of {seen} AIPs could not be copied, most of all "
        "for {why}.",
        "Das Füllen von {store} wurde angehalten: {failed} von {seen} AIPs ließen sich nicht "
        "kopieren, meist wegen {why}.",
        "Find out why (`muniment stores status`, `muniment verify`), then fill it again: it goes "
        "on where it stopped.",
        "Den Grund suchen (`muniment stores status`, `muniment verify`), dann erneut füllen: es "
        "geht weiter, wo es anhielt.",
    ),
    "migration.not-found": wrong_call(
        "There is no migration {name}.",
        "Eine Migration {name} gibt es nicht.",
        "The page Migrations lists all plans.",
        "Die Seite Migrationen nennt alle Pläne.",
        status=404,
    ),
    "migration.plan-invalid": invalid(
        "The migration plan is not valid: {problem}.",
        "Der Migrationsplan ist nicht gültig: {problem}.",
        "docs/migration.md shows a plan and says what each line means.",
        "docs/migration.md zeigt einen Plan und erklärt jede Zeile.",
    ),
    "migration.plan-unreadable": wrong_call(
        "The plan {path} cannot be read: {reason}.",
        "Der Plan {path} lässt sich nicht lesen: {reason}.",
        "Check the path.",
        "Den Pfad prüfen.",
    ),
    "migration.out-of-turn": wrong_call(
        "This migration is {state}, so it cannot be {deed} now.",
        "Diese Migration ist im Stand {state}; {deed} geht jetzt nicht.",
        "Plan, rehearsal, sign-off, run: one after the other.",
        "Erst Plan, dann Probe, Freigabe, Lauf.",
        status=409,
    ),
    "migration.not-signed-off": Code(
        Exit.FOUND_WRONG,
        409,
        "This migration has been rehearsed but not signed off; nothing was changed.",
        "Diese Migration ist erprobt, aber nicht freigegeben; es wurde nichts geändert.",
        "A second person signs it off in the portal, at /migrations/{plan}.",
        "Eine zweite Person gibt sie im Portal frei: /migrations/{plan}.",
    ),
    "migration.own-plan": wrong_call(
        "Who made a plan cannot sign it off.",
        "Wer einen Plan gemacht hat, kann ihn nicht selbst freigeben.",
        "Ask a second archivist.",
        "Bitte eine zweite Archivarin oder einen zweiten Archivar fragen.",
        status=403,
    ),
    "migration.rehearsal-failed": Code(
        Exit.FOUND_WRONG,
        409,
        "No file of the rehearsal could be converted, so there is nothing to sign off.",
        "Keine Datei der Probe ließ sich umwandeln, also gibt es nichts freizugeben.",
        "Look at the rehearsal's results and change the plan.",
        "Die Ergebnisse der Probe ansehen und den Plan ändern.",
    ),
    "migration.nothing-to-do": Code(
        Exit.FOUND_WRONG,
        409,
        "The plan selects no file that is not migrated already.",
        "Der Plan wählt keine Datei aus, die nicht schon migriert ist.",
        "Check PUIDs and collection; `muniment formats` lists what there is.",
        "PUIDs und Bestand prüfen; `muniment formats` nennt, was es gibt.",
    ),
    "migration.generation-taken": environment(
        "AIP {aip} got another generation meanwhile.",
        "Das AIP {aip} hat inzwischen eine andere Generation bekommen.",
        "Run the migration again.",
        "Die Migration noch einmal starten.",
    ),
    "convert.too-slow": invalid(
        "The tool took longer than {seconds} seconds and was ended.",
        "Das Werkzeug brauchte länger als {seconds} Sekunden und wurde beendet.",
    ),
    "convert.crashed": invalid(
        "The tool crashed on this file.",
        "Das Werkzeug ist an dieser Datei abgestürzt.",
    ),
    "convert.too-much-memory": invalid(
        "The tool needed more memory than it may have.",
        "Das Werkzeug brauchte mehr Speicher, als es haben darf.",
    ),
    "convert.unreadable": invalid(
        "The file cannot be decoded.",
        "Die Datei lässt sich nicht dekodieren.",
    ),
    "convert.broken-result": invalid(
        "The tool said that it was done, but its result cannot be decoded.",
        "Das Werkzeug meldete Erfolg, aber sein Ergebnis lässt sich nicht dekodieren.",
    ),
    "convert.not-the-same": invalid(
        "The result does not decode to the same picture or sound as the original.",
        "Das Ergebnis ergibt beim Dekodieren nicht dasselbe Bild oder denselben Ton wie das "
        "Original.",
    ),
    "convert.animated": invalid(
        "The picture moves, and the target cannot hold its timing.",
        "Das Bild ist bewegt, und das Zielformat kann den Ablauf nicht festhalten.",
    ),
    "convert.unsupported": invalid(
        "The content is of a kind that the tool cannot keep without loss.",
        "Der Inhalt ist von einer Art, die das Werkzeug nicht verlustfrei übernehmen kann.",
    ),
    "convert.tool-missing": environment(
        "The tool {tool} is not on this machine.",
        "Das Werkzeug {tool} gibt es auf diesem Rechner nicht.",
        "Install it, then run the migration again.",
        "Installieren und die Migration noch einmal starten.",
    ),
}
