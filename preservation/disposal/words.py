"""The words of the pages about disposals."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "disposals.title": ("Disposals", "Kassationen"),
    "disposals.lead": (
        "Lawful deletion: one person requests it, another approves it, and a tombstone stays.",
        "Rechtmäßige Löschung: eine Person beantragt, eine andere genehmigt; ein Nachweis bleibt.",
    ),
    "disposals.none": (
        "There is none yet. `muniment dispose request AIP` drafts one.",
        "Es gibt noch keine. `muniment dispose request AIP` entwirft eine.",
    ),
    "disposals.state.draft": ("drafted", "entworfen"),
    "disposals.state.requested": ("requested", "beantragt"),
    "disposals.state.approved": ("approved", "genehmigt"),
    "disposals.state.at-work": ("being carried out", "in Arbeit"),
    "disposals.state.waiting": ("waits for a store", "wartet auf einen Speicher"),
    "disposals.state.disposed": ("disposed of", "kassiert"),
    "disposals.state.rejected": ("rejected", "abgelehnt"),
    "disposals.state.withdrawn": ("withdrawn", "zurückgezogen"),
    "disposals.ground": ("Ground", "Rechtsgrund"),
    "disposals.ground.reappraised": ("not worth keeping after all", "Nachkassation"),
    "disposals.ground.legal-order": (
        "deletion demanded by law or order",
        "Löschung nach Gesetz oder Anordnung",
    ),
    "disposals.ground.returned": ("deposit returned", "Rückgabe eines Depositums"),
    "disposals.ground.duplicate": ("kept elsewhere in the archive", "Doppelüberlieferung"),
    "disposals.ground.other": ("another ground", "anderer Grund"),
    "disposals.reason": ("Reason", "Begründung"),
    "disposals.reason-erased": ("(erased)", "(gelöscht)"),
    "disposals.whole": ("The whole AIP", "Die ganze AIP"),
    "disposals.file": ("One file: {path}", "Eine Datei: {path}"),
    "disposals.file-unnamed": (
        "One file, whose name was erased too",
        "Eine Datei, deren Name mitgelöscht wurde",
    ),
    "disposals.aip": ("AIP", "AIP"),
    "disposals.units": ("Described as", "Verzeichnet als"),
    "disposals.drafted": ("Drafted {at}", "Entworfen {at}"),
    "disposals.requested": ("Requested {at} by {who}", "Beantragt {at} von {who}"),
    "disposals.decided": ("Decided {at} by {who}", "Entschieden {at} von {who}"),
    "disposals.begun": ("Begun {at}", "Begonnen {at}"),
    "disposals.done": ("Done {at}", "Erledigt {at}"),
    "disposals.nobody": ("an erased account", "einem gelöschten Konto"),
    "disposals.counts": (
        "{generations} generations, {files} files, {size}",
        "{generations} Generationen, {files} Dateien, {size}",
    ),
    "disposals.objects": ("Copies", "Kopien"),
    "disposals.generation": ("Generation", "Generation"),
    "disposals.store": ("Store", "Speicher"),
    "disposals.object": ("State", "Stand"),
    "disposals.object.present": ("still there", "noch vorhanden"),
    "disposals.object.removed": ("gone", "gelöscht"),
    "disposals.object.held": ("held by Object Lock", "durch Object Lock gehalten"),
    "disposals.held-until": ("until {day}", "bis {day}"),
    "disposals.held-for-good": ("by a legal hold", "durch Legal Hold"),
    "disposals.deed.request": ("Request it", "Beantragen"),
    "disposals.deed.approve": ("Approve it", "Genehmigen"),
    "disposals.deed.reject": ("Reject it", "Ablehnen"),
    "disposals.deed.withdraw": ("Withdraw it", "Zurückziehen"),
    "disposals.carry-out": ("Carry it out", "Ausführen"),
    "disposals.carry-out-again": ("Look again and remove", "Nochmals nachsehen und löschen"),
    "disposals.own": (
        "You requested it; another person must approve it.",
        "Von Ihnen beantragt; eine andere Person muss es genehmigen.",
    ),
    "disposals.no-way-back": (
        "What is carried out cannot be undone: every copy is removed from every store.",
        "Das lässt sich nicht rückgängig machen: jede Kopie wird aus jedem Speicher gelöscht.",
    ),
}
