"""Buckets: what each can do, found by trying, and whether it is what the settings ask of it."""

from __future__ import annotations

from administration.doctor.note import Note
from administration.settings_stores import StoreSettings
from model.errors import MunimentError
from storage.stores import Abilities, Probed


def tried(store: StoreSettings, place: str, bucket: Probed) -> Note:
    """One sentence on a bucket, and what to do where it cannot do as it should."""
    topic = f"store.{store.name}"
    try:
        can = bucket.abilities()
    except MunimentError as error:
        return Note.of(topic, error)
    (can_en, can_de), (held_en, held_de) = _able(can), _held(store)
    said = (f"{place}: {can_en}{held_en}", f"{place}: {can_de}{held_de}")
    if (store.lock != "none" or store.legal_hold) and not can.object_lock:
        return Note(
            "fail",
            topic,
            *said,
            "the settings ask for a lock that this bucket does not have, so it will refuse AIPs: "
            "make a bucket with Object Lock, or take lock and legal_hold out of settings.toml",
            "die Einstellungen verlangen eine Sperre, die dieser Bucket nicht hat; er wird AIPs "
            "ablehnen: einen Bucket mit Object Lock anlegen oder lock und legal_hold aus "
            "settings.toml nehmen",
        )
    if can.holds_all:
        return Note(
            "warn",
            topic,
            *said,
            "a rule of the bucket holds everything in it, also descriptions and readers that may "
            "have to be erased by law: take its default retention away, and set lock here instead",
            "eine Regel des Buckets hält alles darin fest, auch Beschreibungen und Benutzerdaten, "
            "deren Löschung das Gesetz verlangen kann: die voreingestellte Aufbewahrung des "
            "Buckets entfernen und stattdessen hier lock setzen",
        )
    if not can.conditional:
        return Note(
            "ok",
            topic,
            *said,
            "objects are written once by claims instead: four more requests for each",
            "stattdessen schützen Belegungen vor dem Überschreiben: vier Anfragen mehr je Objekt",
        )
    return Note("ok", topic, *said)


def _able(can: Abilities) -> tuple[str, str]:
    english = [f"{'refuses' if can.conditional else 'cannot refuse'} to overwrite"]
    german = [f"lehnt Überschreiben {'ab' if can.conditional else 'nicht ab'}"]
    for ability, word_en, word_de in (
        (can.versioning, "versions", "Versionen"),
        (can.object_lock, "Object Lock", "Object Lock"),
        (can.checksums, "SHA-256 on arrival", "SHA-256 bei der Ankunft"),
    ):
        english.append(word_en if ability else f"no {word_en}")
        german.append(word_de if ability else f"kein {word_de}".replace("kein V", "keine V"))
    return ", ".join(english), ", ".join(german)


def _held(store: StoreSettings) -> tuple[str, str]:
    """What the settings ask the bucket to hold."""
    english, german = [], []
    if store.lock != "none":
        english.append(f"for {store.lock_days} days ({store.lock})")
        german.append(f"{store.lock_days} Tage lang ({store.lock})")
    if store.legal_hold:
        english.append("by legal hold")
        german.append("durch Legal Hold")
    if not english:
        return "", ""
    return (
        f"; AIPs and full ledger tiles are held {' and '.join(english)}",
        f"; AIPs und volle Kacheln des Protokolls werden {' und '.join(german)} festgehalten",
    )
