"""Readers, permits and orders: what can go wrong, and why a unit cannot be ordered."""

from __future__ import annotations

from model.errors.code import Code, environment, wrong_call

READING_ROOM_CODES: dict[str, Code] = {
    # --- why a unit cannot be ordered (model.orderable.Answer) --------------------------------
    "reading.aggregate": wrong_call(
        "This is a group of units; they are ordered one by one.",
        "Dies ist eine Gruppe von Einheiten; bestellt wird jede einzeln.",
        "Choose a unit further down.",
        "Wählen Sie eine Einheit weiter unten.",
        status=422,
    ),
    "reading.disposed": wrong_call(
        "The records of this unit were disposed of; there is nothing to order.",
        "Die Unterlagen dieser Einheit wurden kassiert; es gibt nichts zu bestellen.",
        status=410,
    ),
    "reading.online-only": wrong_call(
        "This unit exists as files alone, and is read online.",
        "Diese Einheit gibt es nur als Dateien; sie wird online gelesen.",
        status=422,
    ),
    "reading.closed-until": wrong_call(
        "This unit is closed until {day}, so it cannot be ordered yet.",
        "Diese Einheit ist bis {day} gesperrt und kann noch nicht bestellt werden.",
        status=403,
    ),
    "reading.closed": wrong_call(
        "This unit is closed, so it cannot be ordered.",
        "Diese Einheit ist gesperrt und kann nicht bestellt werden.",
        "The archive tells you whether a shortening can be applied for.",
        "Das Archiv sagt Ihnen, ob eine Verkürzung beantragt werden kann.",
        status=403,
    ),
    "reading.blocked": wrong_call(
        "This fonds cannot be used at the moment.",
        "Dieser Bestand kann zurzeit nicht benutzt werden.",
        "The archive tells you from when on.",
        "Das Archiv sagt Ihnen, ab wann wieder.",
        status=409,
    ),
    "reading.sign-in": wrong_call(
        "It lies in the reading room; sign in or register to order it.",
        "Sie liegt im Lesesaal vor; zum Bestellen melden Sie sich an oder registrieren sich.",
        status=403,
    ),
    "reading.no-permit": wrong_call(
        "To order it you need a valid application for this calendar year.",
        "Zum Bestellen brauchen Sie einen gültigen Benutzungsantrag für dieses Kalenderjahr.",
        "Fill in the application.",
        "Füllen Sie den Antrag aus.",
        status=403,
    ),
    "reading.permit-pending": wrong_call(
        "Your application has not been decided yet; you can order as soon as it is.",
        "Über Ihren Benutzungsantrag ist noch nicht entschieden; danach können Sie bestellen.",
        status=403,
    ),
    "reading.permit-refused": wrong_call(
        "Your application was refused or revoked, so nothing can be ordered.",
        "Ihr Benutzungsantrag wurde abgelehnt oder widerrufen; bestellen ist nicht möglich.",
        "Ask the archive.",
        "Fragen Sie beim Archiv nach.",
        status=403,
    ),
    "reading.in-basket": wrong_call(
        "This unit lies in your basket already.",
        "Diese Einheit liegt schon in Ihrem Bestellkorb.",
        status=409,
    ),
    "reading.ordered": wrong_call(
        "You have ordered this unit already, or the box it lies in.",
        "Sie haben diese Einheit oder die Schachtel, in der sie liegt, schon bestellt.",
        status=409,
    ),
    "reading.basket-full": wrong_call(
        "Your basket holds {limit} units, and more is not possible at once.",
        "Ihr Bestellkorb enthält {limit} Einheiten; mehr auf einmal geht nicht.",
        "Order first, or take something out.",
        "Bestellen Sie zuerst, oder nehmen Sie etwas heraus.",
        status=409,
    ),
    # --- ordering -----------------------------------------------------------------------------
    "reading.basket-empty": wrong_call(
        "There is nothing in your basket.",
        "In Ihrem Bestellkorb liegt nichts.",
        "Put a unit in from its page.",
        "Legen Sie eine Einheit von ihrer Seite aus hinein.",
        status=422,
    ),
    "reading.no-such-day": wrong_call(
        "The reading room cannot be ordered for on this day.",
        "Für diesen Tag kann nicht in den Lesesaal bestellt werden.",
        "Choose one of the days offered.",
        "Wählen Sie einen der angebotenen Tage.",
        status=422,
    ),
    "reading.day-full": wrong_call(
        "All {seats} seats of this day are taken.",
        "Alle {seats} Plätze dieses Tages sind vergeben.",
        "Choose another day.",
        "Wählen Sie einen anderen Tag.",
        status=409,
    ),
    "reading.day-limit": wrong_call(
        "That would be {wanted} units on this day; {limit} are possible.",
        "Das wären {wanted} Einheiten an diesem Tag; möglich sind {limit}.",
        "Take something out, or choose another day.",
        "Nehmen Sie etwas heraus, oder wählen Sie einen anderen Tag.",
        status=409,
    ),
    "reading.order-not-found": wrong_call(
        "There is no such order.",
        "Diese Bestellung gibt es nicht.",
        "Go back to the list of orders.",
        "Zurück zur Liste der Bestellungen.",
        status=404,
    ),
    "reading.out-of-turn": wrong_call(
        "That cannot be done now; perhaps somebody else was quicker.",
        "Das geht jetzt nicht; vielleicht war jemand schneller.",
        "Look at the page again.",
        "Sehen Sie die Seite noch einmal an.",
        status=409,
    ),
    "reading.not-yours": wrong_call(
        "This step is not yours to take.",
        "Dieser Schritt steht Ihnen nicht zu.",
        status=403,
    ),
    "reading.no-identity": wrong_call(
        "Nobody has seen an identity card of reader {number} yet.",
        "Von Nr. {number} hat noch niemand einen Ausweis gesehen.",
        "Check it and note it at the desk, then issue.",
        "An der Theke prüfen und vermerken, dann ausgeben.",
        status=409,
    ),
    "reading.held-by-another": wrong_call(
        "Another reader has this unit.",
        "Diese Einheit hat gerade jemand anderes.",
        "It goes on when it comes back.",
        "Es geht weiter, wenn sie zurückkommt.",
        status=409,
    ),
    "reading.nobody-waits": wrong_call(
        "Nobody waits for this unit.",
        "Niemand wartet auf diese Einheit.",
        "Reshelve it.",
        "Reponieren.",
        status=409,
    ),
    # --- readers and applications -------------------------------------------------------------
    "reading.not-a-reader": wrong_call(
        "Only readers can do this; your account is none.",
        "Das können nur Benutzende; Ihr Konto ist keines.",
        "Register with your own address.",
        "Registrieren Sie sich mit Ihrer eigenen Adresse.",
        status=403,
    ),
    "reading.no-reader": wrong_call(
        "There is no such reader.",
        "Diese Person ist nicht als benutzend verzeichnet.",
        status=404,
    ),
    "reading.address-invalid": wrong_call(
        "This is not an e-mail address.",
        "Das ist keine E-Mail-Adresse.",
        "Write it as name@example.org.",
        "In der Form name@example.org angeben.",
        status=422,
    ),
    "reading.name-missing": wrong_call(
        "Your name is missing.", "Ihr Name fehlt.", "Fill it in.", "Bitte ausfüllen.", status=422
    ),
    "reading.application-incomplete": wrong_call(
        "The application lacks address, purpose, topic or your consent to the rules.",
        "Im Antrag fehlen Anschrift, Zweck, Thema oder die Zustimmung zur Benutzungsordnung.",
        "Fill in what is missing.",
        "Bitte ergänzen.",
        status=422,
    ),
    "reading.reason-missing": wrong_call(
        "Nothing is refused without a reason.",
        "Ohne Grund wird nichts abgelehnt.",
        "Write it for the reader; it goes out by mail.",
        "Für die Person formulieren; er geht per E-Mail hinaus.",
        status=422,
    ),
    "reading.permit-not-found": wrong_call(
        "There is no such application.", "Diesen Antrag gibt es nicht.", status=404
    ),
    "reading.orders-under-way": wrong_call(
        "Reader {number} has orders that have not ended, so they cannot be erased yet.",
        "{number} hat Bestellungen, die nicht beendet sind, und kann noch nicht gelöscht werden.",
        "Take back what is issued, and cancel the others.",
        "Ausgegebenes zurücknehmen, die übrigen stornieren.",
        status=409,
    ),
    "reading.not-confirmed": wrong_call(
        "Nothing was erased, because it was not confirmed.",
        "Nichts wurde gelöscht, weil es nicht bestätigt war.",
        "Tick the box; an erasure cannot be undone.",
        "Das Kästchen ankreuzen; eine Löschung ist endgültig.",
        status=422,
    ),
    # --- mail ---------------------------------------------------------------------------------
    "mail.away": environment(
        "The mail server {host} does not take mail: {reason}.",
        "Der Mailserver {host} nimmt keine E-Mail an: {reason}.",
        "Nothing is lost; sending is tried again by itself.",
        "Nichts geht verloren; es wird von selbst erneut versucht.",
    ),
}
