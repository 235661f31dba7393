"""Rebuilding the catalogue from the stores: what can stand in the way, and what may be found."""

from __future__ import annotations

from model.errors.code import Code, Exit, wrong_call


def _found(en: str, de: str, hint_en: str = "", hint_de: str = "") -> Code:
    return Code(Exit.FOUND_WRONG, 409, en, de, hint_en, hint_de)


REBUILD_CODES: dict[str, Code] = {
    "rebuild.not-empty": wrong_call(
        "The catalogue {place} is not empty, so nothing was rebuilt.",
        "Der Katalog {place} ist nicht leer; es wurde nichts wiederhergestellt.",
        "A rebuild begins without a catalogue: put archive.db (or the database on the server) "
        "aside first.",
        "Eine Wiederherstellung beginnt ohne Katalog: erst archive.db (oder die Datenbank auf dem "
        "Server) beiseitelegen.",
    ),
    "rebuild.other-stores": wrong_call(
        "A rebuild from other stores was begun and has not ended: {stores}.",
        "Eine Wiederherstellung aus anderen Speichern ist begonnen und nicht beendet: {stores}.",
        "Go on with the same --from, or put the catalogue aside and begin anew.",
        "Mit demselben --from weitermachen, oder den Katalog beiseitelegen und neu beginnen.",
    ),
    "rebuild.no-store-answers": Code(
        Exit.ENVIRONMENT,
        503,
        "None of the stores to rebuild from answers: {reason}.",
        "Keiner der Speicher, aus denen wiederhergestellt werden soll, antwortet: {reason}.",
        "Bring one of them back and run the same command again.",
        "Einen davon wieder erreichbar machen und denselben Befehl noch einmal geben.",
    ),
    "rebuild.event-lost": _found(
        "No store has the event at position {place} of the ledger any more.",
        "Kein Speicher hat den Vorgang an Stelle {place} des Vorgangsbuchs noch.",
    ),
    "rebuild.log-altered": _found(
        "{store} has {place} of the ledger otherwise than it was signed, or has lost it.",
        "{store} hat {place} des Vorgangsbuchs anders, als es unterschrieben wurde, oder nicht "
        "mehr.",
    ),
    "rebuild.in-no-store": _found(
        "Generation {generation} of {subject} is in the ledger and in none of the stores asked.",
        "Generation {generation} von {subject} steht im Vorgangsbuch und liegt in keinem der "
        "befragten Speicher.",
    ),
    "rebuild.copy-missing": _found(
        "{store} has no copy of generation {generation} of {subject}.",
        "In {store} fehlt die Kopie von Generation {generation} von {subject}.",
        "`muniment repair` puts it there from another copy.",
        "`muniment repair` legt sie aus einer anderen Kopie an.",
    ),
    "rebuild.version-covered": _found(
        "In {store} something newer lies over generation {generation} of {subject}; the version "
        "that was stored is there and stays the copy.",
        "In {store} liegt Neueres über Generation {generation} von {subject}; die Fassung, die "
        "gespeichert wurde, ist da und bleibt die Kopie.",
        "Find out who wrote to the bucket.",
        "Klären, wer in den Bucket geschrieben hat.",
    ),
    "rebuild.copy-altered": _found(
        "The copy of generation {generation} of {subject} in {store} is not the one that was "
        "stored.",
        "Die Kopie von Generation {generation} von {subject} in {store} ist nicht die, die "
        "gespeichert wurde.",
        "`muniment repair` replaces it from another copy.",
        "`muniment repair` ersetzt sie aus einer anderen Kopie.",
    ),
    "rebuild.not-in-ledger": _found(
        "The ledger does not tell of generation {generation} of {subject}; every byte of it was "
        "verified and it was taken in.",
        "Das Vorgangsbuch sagt nichts von Generation {generation} von {subject}; sie wurde Byte "
        "für Byte geprüft und aufgenommen.",
    ),
    "rebuild.not-one-of-ours": _found(
        "No store holds a sound object for generation {generation} of {subject}, of which the "
        "ledger does not tell; it was left where it is.",
        "Kein Speicher hat ein heiles Objekt für Generation {generation} von {subject}, von der "
        "das Vorgangsbuch nichts sagt; es blieb, wo es ist.",
    ),
    "rebuild.earlier-generation-gone": _found(
        "Generation {generation} of {subject} carries files over from an earlier one that is gone.",
        "Generation {generation} von {subject} übernimmt Dateien aus einer früheren, die fehlt.",
    ),
    "rebuild.disposed-present": _found(
        "{store} holds generation {generation} of {subject}, which was disposed of; it was not "
        "taken in.",
        "In {store} liegt Generation {generation} von {subject}, die kassiert wurde; sie wurde "
        "nicht aufgenommen.",
        "`muniment dispose list` names the disposal, `muniment dispose carry-out` removes it.",
        "`muniment dispose list` nennt die Kassation, `muniment dispose carry-out` löscht sie.",
    ),
    "rebuild.disposal-not-begun": _found(
        "The disposal {subject} of AIP {place} was asked for and not begun; it did not come back.",
        "Die Kassation {subject} der AIP {place} war beantragt und nicht begonnen; sie kam nicht "
        "zurück.",
        "A state bundle (--identity FILE) has it if it is younger; otherwise ask for it anew.",
        "Ein Zustandspaket (--identity FILE) hat sie, wenn es jünger ist; sonst neu beantragen.",
    ),
    "rebuild.reasons-lost": _found(
        "The reasons of disposals did not come back ({place} of them); who decided and on which "
        "ground did.",
        "Die Begründungen von Kassationen kamen nicht zurück ({place} Stück); wer entschieden hat "
        "und der Rechtsgrund schon.",
        "A state bundle (--identity FILE) has them if it is younger than they are.",
        "Ein Zustandspaket (--identity FILE) hat sie, wenn es jünger ist als sie.",
    ),
    "rebuild.erased-unknown": _found(
        "The ledger does not tell which file the disposal {subject} erased: delivered again it "
        "would be taken in.",
        "Das Vorgangsbuch sagt nicht, welche Datei die Kassation {subject} gelöscht hat: noch "
        "einmal abgeliefert, würde sie übernommen.",
        "A state bundle (--identity FILE) knows it if it is younger.",
        "Ein Zustandspaket (--identity FILE) weiß es, wenn es jünger ist.",
    ),
    "rebuild.state-not-opened": _found(
        "Accounts, permits and orders did not come back: they lie sealed in {store} ({place}).",
        "Konten, Genehmigungen und Bestellungen kamen nicht zurück: sie liegen versiegelt in "
        "{store} ({place}).",
        "Run this again with --identity FILE, a recovery sheet.",
        "Noch einmal mit --identity FILE aufrufen, einem Wiederherstellungsblatt.",
    ),
    "rebuild.stray": _found(
        "{store} holds {place}, which is no AIP of ours; it was left where it is.",
        "In {store} liegt {place}, das kein AIP von uns ist; es blieb, wo es ist.",
    ),
    "rebuild.identity-unknown": _found(
        "The ledger does not tell the identity of submission {subject}: delivered again it would "
        "not be known.",
        "Das Vorgangsbuch nennt die Identität der Ablieferung {subject} nicht: noch einmal "
        "abgeliefert, würde sie nicht erkannt.",
    ),
    "rebuild.segment-falsified": _found(
        "The catalogue's segment {place} in {store} is not the one that the ledger tells of, and "
        "was ignored.",
        "Der Katalogabschnitt {place} in {store} ist nicht der, den das Vorgangsbuch nennt, und "
        "blieb unbeachtet.",
    ),
    "rebuild.segment-missing": _found(
        "{store} has no copy of the catalogue's segment {place}.",
        "In {store} fehlt der Katalogabschnitt {place}.",
        "It is cut anew or copied by the next command that keeps the journal.",
        "Der nächste Befehl, der das Journal führt, schneidet oder kopiert ihn neu.",
    ),
    "rebuild.segment-stray": _found(
        "The ledger does not tell of the catalogue's segment {place} in {store}, or tells of a "
        "newer one in its place; it was ignored.",
        "Das Vorgangsbuch nennt den Katalogabschnitt {place} in {store} nicht, oder an seiner "
        "Stelle einen neueren; er blieb unbeachtet.",
    ),
    "rebuild.segment-line-refused": _found(
        "A line of the catalogue's segment {place} is not what the ledger says was stored, and was "
        "ignored; the AIP itself was read.",
        "Eine Zeile des Katalogabschnitts {place} ist nicht, was nach dem Vorgangsbuch gespeichert "
        "wurde, und blieb unbeachtet; das AIP selbst wurde gelesen.",
    ),
    "rebuild.segment-mismatched": _found(
        "A segment said of generation {generation} of AIP {subject} what the AIP itself says "
        "otherwise; the AIP's word counts.",
        "Ein Katalogabschnitt gab Generation {generation} des AIP {subject} anders an als das AIP "
        "selbst; es gilt, was das AIP sagt.",
    ),
    "rebuild.journal-damaged": _found(
        "The journal's file {place} in {store} is damaged; another copy was used where there is "
        "one.",
        "Die Datei {place} des Journals in {store} ist beschädigt; wo es eine andere Kopie gibt, "
        "wurde diese gelesen.",
    ),
    "rebuild.journal-falsified": _found(
        "The journal's file {place} in {store} is not the one that the ledger tells of, and was "
        "passed over.",
        "Die Datei {place} des Journals in {store} ist nicht die, die das Vorgangsbuch nennt, und "
        "wurde übergangen.",
    ),
    "rebuild.journal-disputed": _found(
        "The journal's file {place} differs in {store}, and the ledger does not tell which is "
        "right.",
        "Die Datei {place} des Journals ist in {store} eine andere, und das Vorgangsbuch sagt "
        "nicht, welche die richtige ist.",
    ),
    "rebuild.journal-copy-missing": _found(
        "{store} has no copy of the journal's file {place}.",
        "In {store} fehlt die Datei {place} des Journals.",
        "It is put there by itself.",
        "Sie wird von selbst nachgetragen.",
    ),
    "rebuild.journal-lost": _found(
        "No store has a good copy of the journal's file {place}: changes of descriptions are lost.",
        "Kein Speicher hat eine heile Kopie der Datei {place} des Journals: Änderungen an "
        "Beschreibungen sind verloren.",
    ),
    "rebuild.journal-gap": _found(
        "Changes of descriptions are in no store any more: {place}.",
        "Änderungen an Beschreibungen liegen in keinem Speicher mehr: {place}.",
    ),
    "rebuild.journal-away": _found(
        "{store} stopped answering while the journal was read ({place}).",
        "{store} antwortete nicht mehr, während das Journal gelesen wurde ({place}).",
        "Bring it back, put the catalogue aside and rebuild again.",
        "Den Speicher wieder erreichbar machen, den Katalog beiseitelegen und noch einmal "
        "wiederherstellen.",
    ),
    "rebuild.reference-code-taken": _found(
        "Unit {subject} has the reference code of another unit, and was left out.",
        "Die Einheit {subject} hat die Signatur einer anderen und wurde ausgelassen.",
    ),
    "rebuild.above-unknown": _found(
        "No store tells what stands above unit {subject}; it stays closed.",
        "Kein Speicher sagt, was über der Einheit {subject} steht; sie bleibt geschlossen.",
        "Put it under a unit.",
        "Sie einer Einheit unterordnen.",
    ),
    "rebuild.parent-unknown": _found(
        "No store tells of unit {subject}, which stands above others; a locked unit takes its "
        "place.",
        "Kein Speicher kennt die Einheit {subject}, die über anderen steht; eine gesperrte "
        "Einheit nimmt ihren Platz ein.",
        "Describe it anew and lift the lock.",
        "Sie neu beschreiben und die Sperre aufheben.",
    ),
    "rebuild.description-unreadable": _found(
        "The bag of {subject} holds no description that can be read.",
        "Im Bag von {subject} liegt keine lesbare Beschreibung.",
        "Describe it anew.",
        "Sie neu beschreiben.",
    ),
}
