"""The words of the page for visitors, English and German."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "visit.title": ("Plan a visit", "Besuch planen"),
    "visit.today.open": ("Today, {day}, the reading room is open.", "Heute, {day}, ist der Lesesaal geöffnet."),
    "visit.today.hours": ("Today, {day}, the reading room is open {hours}.", "Heute, {day}, ist der Lesesaal {hours} geöffnet."),
    "visit.today.closed": ("Today, {day}, the reading room is closed.", "Heute, {day}, ist der Lesesaal geschlossen."),
    "visit.next": ("It opens next on {day}.", "Er öffnet wieder am {day}."),
    "visit.never": (
        "No opening days are set at the moment.",
        "Zurzeit sind keine Öffnungstage festgelegt.",
    ),
    "visit.hours": ("Opening days", "Öffnungstage"),
    "visit.hours.open": ("open", "geöffnet"),
    "visit.hours.ask": ("The hours are not set here; ask before you come.", "Die Uhrzeiten stehen hier nicht; fragen Sie, bevor Sie kommen."),
    "visit.hours.span": ("{spans}", "{spans} Uhr"),
    "visit.and": ("and", "und"),
    "visit.closures": ("Closed besides", "Außerdem geschlossen"),
    "visit.closures.span": ("{first} to {last}", "{first} bis {last}"),
    "visit.where": ("Address", "Anschrift"),
    "visit.contact": ("Questions", "Fragen"),
    "visit.mail": ("E-mail", "E-Mail"),
    "visit.telephone": ("Telephone", "Telefon"),
    "visit.steps": ("Five steps", "Fünf Schritte"),
    "visit.find": ("Find what you need", "Finden, was Sie brauchen"),
    "visit.find.text": (
        "What is marked “In the reading room” exists on paper and is shown there; what is marked “Online” you can read at home. The reference code is the permanent name of a unit.",
        "Was mit „Im Lesesaal“ bezeichnet ist, gibt es auf Papier und wird dort vorgelegt; was mit „Online“ bezeichnet ist, lesen Sie zu Hause. Die Signatur ist der dauerhafte Name einer Einheit.",
    ),
    "visit.find.link": ("Search the holdings", "In den Beständen suchen"),
    "visit.register": ("Register and apply", "Registrieren und Antrag stellen"),
    "visit.register.text": (
        "Register with your name and e-mail address. Then hand in the application to use the archive; it is valid for one calendar year.",
        "Registrieren Sie sich mit Namen und E-Mail-Adresse. Reichen Sie dann den Benutzungsantrag ein; er gilt für ein Kalenderjahr.",
    ),
    "visit.register.link": ("Register", "Registrieren"),
    "visit.apply.link": ("Application", "Benutzungsantrag"),
    "visit.order": ("Order in time", "Rechtzeitig bestellen"),
    "visit.order.text": (
        "Put units into the basket and choose a day and a time: units are brought at {times}. At most {limit} units a day, up to {ahead} days ahead.",
        "Legen Sie Einheiten in den Bestellkorb und wählen Sie Tag und Uhrzeit: Ausgehoben wird um {times} Uhr. Höchstens {limit} Einheiten am Tag, bis zu {ahead} Tage im Voraus.",
    ),
    "visit.order.lead": (
        "Order at least {lead} opening days before your visit; the table says until when.",
        "Bestellen Sie mindestens {lead} Öffnungstage vor Ihrem Besuch; die Tabelle sagt, bis wann.",
    ),
    "visit.order.day": (
        "Order at least a day before your visit; the table says until when.",
        "Bestellen Sie mindestens einen Tag vor Ihrem Besuch; die Tabelle sagt, bis wann.",
    ),
    "visit.order.approved": (
        "An archivist looks at each order. You are told by e-mail.",
        "Jede Bestellung wird vom Archiv geprüft. Sie bekommen eine E-Mail.",
    ),
    "visit.come": ("Come", "Kommen"),
    "visit.come.text": (
        "Bring an identity card or passport: before you get the first unit the desk looks at it.",
        "Bringen Sie einen Personalausweis oder Reisepass mit: Vor der ersten Ausgabe wird er an der Theke angesehen.",
    ),
    "visit.seats": ("The reading room has {count} seats.", "Der Lesesaal hat {count} Plätze."),
    "visit.seats.1": ("The reading room has one seat.", "Der Lesesaal hat einen Platz."),
    "visit.back": ("Read on another day", "An einem anderen Tag weiterlesen"),
    "visit.keep": (
        "Units are kept for you at the desk for {days} days after the day that you ordered them for.",
        "Einheiten bleiben für Sie {days} Tage über den bestellten Tag hinaus an der Theke.",
    ),
    "visit.keep.0": (
        "Units go back to the stacks after the day that you ordered them for.",
        "Einheiten gehen nach dem bestellten Tag ins Magazin zurück.",
    ),
    "visit.keep.1": (
        "Units are kept for you at the desk for one day after the day that you ordered them for.",
        "Einheiten bleiben für Sie einen Tag über den bestellten Tag hinaus an der Theke.",
    ),
    "visit.days": ("The next open days", "Die nächsten Öffnungstage"),
    "visit.days.day": ("Day", "Tag"),
    "visit.days.hours": ("Open", "Geöffnet"),
    "visit.days.until": ("To be ordered until", "Bestellen bis"),
    "visit.days.late": ("too late to order for", "Bestellfrist vorbei"),
    "visit.days.early": ("cannot be ordered for yet", "noch nicht bestellbar"),
    "visit.blocked": ("Out of use", "Nicht benutzbar"),
    "visit.blocked.text": (
        "From these fonds nothing can be ordered at the moment:",
        "Aus diesen Beständen kann zurzeit nichts bestellt werden:",
    ),
    "visit.closed": ("Closed units", "Gesperrte Einheiten"),
    "visit.closed.text": (
        "Closed units open by themselves on the day that is given. Earlier access needs an application; the reading room advises you.",
        "Gesperrte Einheiten öffnen von selbst am angegebenen Tag. Früherer Zugang braucht einen Antrag; der Lesesaal berät Sie.",
    ),
}  # fmt: skip
