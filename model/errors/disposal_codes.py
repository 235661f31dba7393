"""What can stand in the way of a disposal."""

from __future__ import annotations

from model.errors.code import Code, Exit, wrong_call

DISPOSAL_CODES: dict[str, Code] = {
    "disposal.not-found": wrong_call(
        "There is no disposal {name}.",
        "Es gibt keine Kassation {name}.",
        "`muniment dispose list` shows all.",
        "`muniment dispose list` zeigt alle.",
        status=404,
    ),
    "disposal.no-reason": wrong_call(
        "A disposal needs a reason.",
        "Eine Kassation braucht einen Grund.",
        "Say it with --reason.",
        "Ihn mit --reason nennen.",
    ),
    "disposal.present-again": Code(
        Exit.FOUND_WRONG,
        409,
        "The store {store} holds {key} again, which was disposed of.",
        "Der Speicher {store} enthält wieder {key}, das kassiert wurde.",
        "`muniment dispose carry-out {disposal}` removes it.",
        "`muniment dispose carry-out {disposal}` löscht es.",
    ),
    "disposal.needs-person": wrong_call(
        "The command line decides nothing about a disposal: a user of the machine is not a person.",
        "Die Befehlszeile entscheidet keine Kassation: ein Rechnerkonto ist keine Person.",
        "Sign in to the portal with an account of your own, and open /disposals.",
        "Im Portal mit dem eigenen Konto anmelden und /disposals öffnen.",
        status=403,
    ),
    "disposal.own-request": wrong_call(
        "Who requested a disposal cannot approve it.",
        "Wer eine Kassation beantragt hat, kann sie nicht genehmigen.",
        "Another person must look at it.",
        "Eine andere Person muss sie ansehen.",
        status=403,
    ),
    "disposal.not-approved": wrong_call(
        "The disposal {disposal} is {state}; two people must decide before it is carried out.",
        "Die Kassation {disposal} ist {state}; erst müssen zwei Personen entscheiden.",
        "One requests and another approves it at /disposals.",
        "Eine beantragt, eine andere genehmigt sie unter /disposals.",
        status=409,
    ),
    "disposal.out-of-turn": wrong_call(
        "The disposal {disposal} is {state}; it cannot be {deed} now.",
        "Die Kassation {disposal} ist {state}; „{deed}“ geht jetzt nicht.",
        status=409,
    ),
    "disposal.open-already": wrong_call(
        "There is a disposal of AIP {aip} already: {disposal}.",
        "Für die AIP {aip} gibt es schon eine Kassation: {disposal}.",
        "Decide about that one first.",
        "Erst über diese entscheiden.",
        status=409,
    ),
    "disposal.done-already": wrong_call(
        "AIP {aip} was disposed of already.",
        "Die AIP {aip} wurde schon kassiert.",
        status=410,
    ),
    "disposal.last-file": wrong_call(
        "AIP {aip} has no other file, so nothing would stay.",
        "Die AIP {aip} hat keine andere Datei; es bliebe nichts.",
        "Dispose of the AIP as a whole.",
        "Die AIP im Ganzen kassieren.",
    ),
    "disposal.orders-open": wrong_call(
        "Readers have ordered what AIP {aip} belongs to ({count} open orders).",
        "Benutzer haben bestellt, wozu die AIP {aip} gehört ({count} offene Bestellungen).",
        "End these orders at the desk first.",
        "Erst diese Bestellungen an der Theke beenden.",
        status=409,
    ),
    "disposal.held": Code(
        Exit.FOUND_WRONG,
        409,
        "Object Lock keeps copies of AIP {aip} until {until}; all others are gone.",
        "Object Lock hält Kopien der AIP {aip} bis {until}; alle anderen sind gelöscht.",
        "It is tried again by itself; `muniment dispose carry-out` tries now.",
        "Es wird von selbst wieder versucht; `muniment dispose carry-out` versucht es jetzt.",
    ),
    "export.nothing": wrong_call(
        "There is nothing to hand over.",
        "Es gibt nichts abzugeben.",
    ),
    "catalogue.disposed": Code(
        Exit.WRONG_CALL,
        410,
        "AIP {aip} was disposed of on {day}.",
        "Die AIP {aip} wurde am {day} kassiert.",
        "`muniment dispose list` shows by whom and why.",
        "`muniment dispose list` zeigt, von wem und warum.",
    ),
    "access.disposed": Code(
        Exit.WRONG_CALL,
        410,
        "The digital records of {unit} were disposed of on {day}.",
        "Die digitalen Unterlagen von {unit} wurden am {day} kassiert.",
    ),
    "ingest.disposed": Code(
        Exit.FOUND_WRONG,
        409,
        "This was in the archive as AIP {aip} and was disposed of on {day}.",
        "Dies war als AIP {aip} im Archiv und wurde am {day} kassiert.",
        "To take it in again all the same, say why in its metadata table (column note).",
        "Soll es dennoch wieder übernommen werden, in der Metadatentabelle sagen, warum (note).",
    ),
    "ingest.erased-file": Code(
        Exit.FOUND_WRONG,
        409,
        "The file {path} was erased from this archive by order, and is not taken in again.",
        "Die Datei {path} wurde auf Anordnung aus dem Archiv gelöscht und nicht erneut übernommen.",
        "Take it out of the submission.",
        "Sie aus der Ablieferung nehmen.",
    ),
}
