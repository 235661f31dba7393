"""Stores and copies: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call

STORAGE_CODES: dict[str, Code] = {
    "storage.full": environment(
        "The store {store} has no space left.",
        "Im Speicher {store} ist kein Platz mehr.",
        "Free space or extend it, then run the same command again.",
        "Platz schaffen, dann denselben Befehl noch einmal ausführen.",
    ),
    "storage.away": environment(
        "The store {store} does not answer: {reason}.",
        "Der Speicher {store} antwortet nicht: {reason}.",
        "Check it with `muniment doctor`, then run the same command again.",
        "Mit `muniment doctor` prüfen, dann denselben Befehl noch einmal ausführen.",
    ),
    "storage.key-conflict": Code(
        Exit.FOUND_WRONG,
        409,
        "The store {store} holds another content under {key}.",
        "Der Speicher {store} enthält unter {key} einen anderen Inhalt.",
        "Nothing was overwritten. Run `muniment verify`, then `muniment repair`.",
        "Nichts wurde überschrieben. `muniment verify`, dann `muniment repair` ausführen.",
    ),
    "storage.read-back-failed": environment(
        "What {store} gives back for {key} is not what was written.",
        "Was {store} für {key} zurückgibt, ist nicht, was geschrieben wurde.",
        "Do not trust this medium; check it before you go on.",
        "Diesem Datenträger nicht trauen; vor dem Weiterarbeiten prüfen.",
    ),
    "storage.orphan-damaged": Code(
        Exit.FOUND_WRONG,
        409,
        "The store {store} holds a damaged object under {key} that was never acknowledged.",
        "Der Speicher {store} enthält unter {key} ein beschädigtes, nie bestätigtes Objekt.",
        "Nothing was overwritten. Check the medium, move the object aside, then run this again.",
        "Nichts wurde überschrieben. Datenträger prüfen, Objekt beiseitelegen, dann wiederholen.",
    ),
    "storage.object-malformed": Code(
        Exit.FOUND_WRONG,
        422,
        "This object is not an AIP of Muniment: {problem}.",
        "Dieses Objekt ist keine AIP von Muniment: {problem}.",
        "Keep it as it is and compare it with another copy.",
        "Es lassen, wie es ist, und mit einer anderen Kopie vergleichen.",
    ),
    "storage.no-healthy-copy": Code(
        Exit.FOUND_WRONG,
        503,
        "No healthy copy of {aip} generation {generation} is left: {stores}.",
        "Von {aip}, Generation {generation}, ist keine heile Kopie mehr da: {stores}.",
        "All copies were kept as they are. Get help before anything is changed.",
        "Alle Kopien blieben, wie sie sind. Hilfe holen, bevor etwas verändert wird.",
    ),
    "storage.member-altered": Code(
        Exit.FOUND_WRONG,
        503,
        "No copy of {member} has the recorded digest.",
        "Keine Kopie von {member} hat die verzeichnete Prüfsumme.",
        "Run `muniment verify`, then `muniment repair`.",
        "`muniment verify`, dann `muniment repair` ausführen.",
    ),
    "storage.unknown": wrong_call(
        "There is no store {store}.",
        "Es gibt keinen Speicher {store}.",
        "The stores are: {stores}.",
        "Die Speicher sind: {stores}.",
    ),
    "aip.generation-taken": Code(
        Exit.FOUND_WRONG,
        409,
        "A store holds a generation of AIP {aip} that the catalogue does not know yet.",
        "Ein Speicher hält eine Generation der AIP {aip}, die der Katalog noch nicht kennt.",
        "Finish what was interrupted (a migration, for one) first.",
        "Erst beenden, was unterbrochen wurde (etwa eine Migration).",
    ),
}
