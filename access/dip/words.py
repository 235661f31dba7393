"""The words of a delivery's description, English and German."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Delivery from {archive}", "Auslieferung aus {archive}"),
    "made": ("Made on {at}", "Erstellt am {at}"),
    "number": ("Delivery number", "Nummer der Auslieferung"),
    "refcode": ("Reference code", "Signatur"),
    "dates": ("Dates", "Laufzeit"),
    "place": ("Place in the holdings", "Stelle im Bestand"),
    "scope": ("Scope and content", "Enthält"),
    "extent": ("Extent", "Umfang"),
    "creator": ("Creator", "Provenienz"),
    "rights": ("Rights of use", "Nutzungsrechte"),
    "cite": ("Cite as", "Zitieren als"),
    "permalink": ("Permanent link", "Dauerhafter Link"),
    "files": ("Files", "Dateien"),
    "count": ("{count} files, {bytes} bytes", "{count} Dateien, {bytes} Bytes"),
    "count.1": ("1 file, {bytes} bytes", "1 Datei, {bytes} Bytes"),
    "name": ("Name", "Name"),
    "format": ("Format", "Format"),
    "bytes": ("Bytes", "Bytes"),
    "unknown": ("not identified", "nicht erkannt"),
    "more": ("and {count} more; manifest-sha512.txt lists them all", "und {count} weitere; manifest-sha512.txt führt alle auf"),
    "only": (
        "It holds what was asked for and may be delivered.",
        "Sie enthält, was verlangt wurde und ausgeliefert werden darf.",
    ),
    "proof": ("Proof", "Nachweis"),
    "proof.lead": (
        "This delivery proves by itself that its files are what the archive stored.",
        "Diese Auslieferung weist selbst nach, dass ihre Dateien die sind, die das Archiv verwahrt.",
    ),
    "proof.how": (
        "With the program: muniment verify-delivery FILE.zip --key FINGERPRINT. It needs no network and no archive. By hand: each file has its SHA-512 in manifest-sha512.txt (sha512sum -c manifest-sha512.txt); the folder proof leads from each file to the archive's signature.",
        "Mit dem Programm: muniment verify-delivery DATEI.zip --key FINGERABDRUCK. Es braucht weder Netz noch Archiv. Von Hand: Zu jeder Datei steht die SHA-512 in manifest-sha512.txt (sha512sum -c manifest-sha512.txt); der Ordner proof führt von jeder Datei bis zur Unterschrift des Archivs.",
    ),
    "proof.key": ("Fingerprint of the key", "Fingerabdruck des Schlüssels"),
    "proof.compare": (
        "The fingerprint below must be the one that the archive publishes: compare them.",
        "Der Fingerabdruck unten muss der sein, den das Archiv veröffentlicht: beide vergleichen.",
    ),
    "proof.not": (
        "Signed are the files with their names and digests. This page is for reading and is not signed.",
        "Unterschrieben sind die Dateien mit Namen und Prüfsummen. Diese Seite dient dem Lesen und ist nicht unterschrieben.",
    ),
    "aip": ("AIP", "AIP"),
    "generation": ("generation {number}, sealed on {at}", "Generation {number}, versiegelt am {at}"),
    "object": ("SHA-256 of the stored object", "SHA-256 des verwahrten Objekts"),
    "root": ("files_root", "files_root"),
}  # fmt: skip
