"""Letters to readers, in their language: queued in the transaction of the deed they tell of."""

from __future__ import annotations

from collections.abc import Mapping

from babel.dates import format_date

from access.reading_room.room import ReadingRoom
from catalogue import mails
from catalogue.database import Connection
from catalogue.description_rows import Described
from catalogue.mails import Mail
from catalogue.orders import Item
from catalogue.readers import Reader

SIGN_IN, PERMIT_VALID, PERMIT_REFUSED, PERMIT_REVOKED = (
    "sign-in-link", "permit-valid", "permit-refused", "permit-revoked",
)  # fmt: skip
APPROVED, QUEUES, READY, REJECTED, SURROGATE = (
    "order-approved", "order-waiting", "order-ready", "order-rejected", "order-surrogate",
)  # fmt: skip

_GREETING = {"en": "Dear {name},", "de": "Guten Tag {name},"}
_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    SIGN_IN: {
        "en": (
            "Your sign-in link",
            (
                "with this link you sign in. It works once, and for 24 hours:\n\n{link}\n\n"
                "If you did not ask for it, you need do nothing."
            ),
        ),
        "de": (
            "Ihr Anmelde-Link",
            (
                "mit diesem Link melden Sie sich an. Er gilt einmal und 24 Stunden "
                "lang:\n\n{link}\n\n"
                "Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun."
            ),
        ),
    },
    PERMIT_VALID: {
        "en": (
            "Your application was granted",
            (
                "your application is valid until 31 December {year}. You can order now:\n\n"
                "{base}/basket\n\nPlease bring your identity card on your first visit."
            ),
        ),
        "de": (
            "Ihr Benutzungsantrag ist genehmigt",
            (
                "Ihr Antrag gilt bis 31. Dezember {year}. Sie können jetzt "
                "bestellen:\n\n{base}/basket"
                "\n\nBitte bringen Sie beim ersten Besuch Ihren Ausweis mit."
            ),
        ),
    },
    PERMIT_REFUSED: {
        "en": ("Your application was refused", "your application was refused:\n\n{reason}"),
        "de": ("Ihr Benutzungsantrag ist abgelehnt", "Ihr Antrag wurde abgelehnt:\n\n{reason}"),
    },
    PERMIT_REVOKED: {
        "en": ("Your application was revoked", "your application was revoked:\n\n{reason}"),
        "de": ("Ihr Benutzungsantrag ist widerrufen", "Ihr Antrag wurde widerrufen:\n\n{reason}"),
    },
    APPROVED: {
        "en": (
            "Order {number} is approved",
            "your order is approved; it will lie in the reading room on {day}:\n\n{units}",
        ),
        "de": (
            "Bestellung {number} ist genehmigt",
            "Ihre Bestellung ist genehmigt; sie liegt am {day} im Lesesaal bereit:\n\n{units}",
        ),
    },
    QUEUES: {
        "en": (
            "Order {number} is approved, and waits",
            (
                "your order is approved. Somebody else has the unit at the moment; we write to you "
                "when it is ready:\n\n{units}"
            ),
        ),
        "de": (
            "Bestellung {number} ist genehmigt und wartet",
            (
                "Ihre Bestellung ist genehmigt. Die Einheit hat gerade jemand anderes; "
                "wir schreiben "
                "Ihnen, sobald sie bereitliegt:\n\n{units}"
            ),
        ),
    },
    READY: {
        "en": (
            "Order {number} is ready",
            "this lies ready for you in the reading room, until {until}:\n\n{units}",
        ),
        "de": (
            "Bestellung {number} liegt bereit",
            "das liegt im Lesesaal für Sie bereit, und zwar bis {until}:\n\n{units}",
        ),
    },
    REJECTED: {
        "en": (
            "Order {number} cannot be fulfilled",
            "your order cannot be fulfilled:\n\n{units}\n\n{reason}",
        ),
        "de": (
            "Bestellung {number} ist nicht möglich",
            "Ihre Bestellung kann nicht ausgeführt werden:\n\n{units}\n\n{reason}",
        ),
    },
    SURROGATE: {
        "en": (
            "Order {number}: a copy instead",
            "instead of the original we offer you a scan or film:\n\n{units}\n\n{reason}",
        ),
        "de": (
            "Bestellung {number}: eine Kopie statt des Originals",
            "statt des Originals bieten wir Ihnen einen Scan oder Film an:\n\n{units}\n\n{reason}",
        ),
    },
}
KINDS = frozenset(_TEXTS)
_LOCALES = {"en": "en_GB", "de": "de_DE"}


def write(
    room: ReadingRoom, connection: Connection, reader: Reader, kind: str, **details: object
) -> None:
    """Queue a letter. Who was erased gets none."""
    if not reader.mail:
        return
    subject, body = _TEXTS[kind][reader.language]
    details |= {"base": room.base_url}
    greeting = _GREETING[reader.language].format(name=reader.name)
    text = f"{greeting}\n\n{body.format(**details).rstrip()}\n\n{room.title}\n{room.base_url}\n"
    letter = Mail(
        id=room.new_id(),
        account=reader.account,
        kind=kind,
        recipient=reader.mail,
        subject=subject.format(**details),
        body=text,
        queued_at=room.clock(),
    )
    mails.put(connection, letter)


def write_of_item(
    room: ReadingRoom,
    connection: Connection,
    reader: Reader,
    kind: str,
    item: Item,
    asked: list[Described],
    reason: str = "",
) -> None:
    """Queue a letter about an order."""
    locale = _LOCALES[reader.language]
    write(
        room, connection, reader, kind,
        number=item.number,
        day=format_date(item.day, "full", locale=locale),
        until=format_date(room.rules.kept_until(item.day), "full", locale=locale),
        units="\n".join(f"{one.description.refcode}  {one.description.title}" for one in asked),
        reason=reason,
    )  # fmt: skip
