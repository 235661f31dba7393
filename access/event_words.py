"""What the events of an AIP are called on its page; staff read them, not programs."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "event.received": ("received", "angenommen"),
    "event.refused": ("refused", "abgelehnt"),
    "event.interrupted": ("interrupted", "unterbrochen"),
    "event.known": ("delivered again, nothing stored", "erneut geliefert, nichts gespeichert"),
    "event.described": ("described", "verzeichnet"),
    "event.packaged": ("packed", "verpackt"),
    "event.updated": ("next generation by a later delivery", "neue Generation durch Nachlieferung"),
    "event.stored": ("stored", "gespeichert"),
    "event.checked": ("checked", "geprüft"),
    "event.damaged": ("found damaged", "beschädigt gefunden"),
    "event.repaired": ("repaired", "geheilt"),
    "event.repair-failed": ("could not be repaired", "nicht zu heilen"),
    "event.delivered": ("delivered", "ausgeliefert"),
    "event.granted": ("granted", "freigegeben"),
    "event.grant-used": ("grant used", "Freigabe genutzt"),
    "event.grant-revoked": ("grant taken back", "Freigabe zurückgenommen"),
    "event.viewed": ("viewed while closed", "gesperrt eingesehen"),
    "event.incident-opened": ("incident opened", "Vorfall eröffnet"),
    "event.incident-closed": ("incident closed", "Vorfall abgeschlossen"),
    "event.migrated": ("migrated", "migriert"),
    "event.migration-failed": ("migration failed", "Migration gescheitert"),
    "event.migration-rolled-back": ("migration taken back", "Migration zurückgenommen"),
    "event.held": ("put under a legal hold", "gesperrt (Legal Hold)"),
    "event.hold-lifted": ("legal hold lifted", "Sperre (Legal Hold) aufgehoben"),
    "event.rebuilt": ("rebuilt from the stores", "aus den Speichern wiederhergestellt"),
    "event.failure": ("failed", "gescheitert"),
}
