"""The story of a damaged copy, written in the transactions of the deeds it tells of."""

from __future__ import annotations

from catalogue import copies, incidents, ledger
from catalogue.copies import Copy
from catalogue.database import Connection
from catalogue.incidents import Chapter, Incident
from model.event import Kind
from model.verdict import Intact
from preservation.findings import Judged, Recorder


def record(connection: Connection, recorder: Recorder, judged: Judged) -> None:
    """What a check found of a copy: its state, the event and the story."""
    copies.set_status(connection, judged.copy.key, judged.status, recorder.clock())
    if isinstance(judged.verdict, Intact):
        intact_again(connection, recorder, judged.copy)
    else:
        ledger.append(connection, recorder.damaged(judged))
        found(connection, recorder, judged)


def found(connection: Connection, recorder: Recorder, judged: Judged) -> None:
    """A check found the copy damaged: open an incident, or add to the one that is open."""
    copy, verdict, at = judged.copy, judged.status.value, recorder.clock()
    known = incidents.open_of(connection, copy.key)
    if known is None:
        identifier = recorder.new_id()
        incidents.begin(connection, identifier, copy.key, verdict, at)
        fields = {**_names(copy), "incident": str(identifier), "verdict": verdict}
        ledger.append(connection, recorder.event(Kind.INCIDENT_OPENED, fields, failed=True))
    elif known.verdict != verdict:
        identifier = known.id
        incidents.change(connection, identifier, verdict=verdict)
    else:
        return  # nothing new: what was found every night would bury the story
    incidents.tell(connection, identifier, at, Chapter.FOUND, copy.placement.store, verdict)


def source_bad(connection: Connection, recorder: Recorder, copy: Copy, source: Copy) -> None:
    """The copy that was to be the source was not intact itself."""
    known = incidents.open_of(connection, copy.key)
    if known is not None and not known.alarm:
        at, store = recorder.clock(), source.placement.store
        incidents.tell(connection, known.id, at, Chapter.SOURCE_BAD, store)


def not_healed(connection: Connection, recorder: Recorder, copy: Copy) -> None:
    """No verified copy is left: an alarm, and the incident stays open."""
    known = incidents.open_of(connection, copy.key)
    if known is not None and not known.alarm:
        at, store = recorder.clock(), copy.placement.store
        incidents.change(connection, known.id, alarm=True)
        incidents.tell(connection, known.id, at, Chapter.NO_SOURCE, store)


def healed(connection: Connection, recorder: Recorder, copy: Copy, source: Copy) -> None:
    """Replaced from a verified copy and read back: the incident is over."""
    known = incidents.open_of(connection, copy.key)
    if known is None:
        return
    at, store = recorder.clock(), source.placement.store
    incidents.tell(connection, known.id, at, Chapter.HEALED, store)
    incidents.tell(connection, known.id, at, Chapter.VERIFIED, copy.placement.store)
    _close(connection, recorder, copy, known, {"source_store": store})


def intact_again(connection: Connection, recorder: Recorder, copy: Copy) -> None:
    """A check found the copy intact, and nobody had healed it."""
    known = incidents.open_of(connection, copy.key)
    if known is not None:
        incidents.tell(connection, known.id, recorder.clock(), Chapter.BACK, copy.placement.store)
        _close(connection, recorder, copy, known, {})


def _close(
    connection: Connection,
    recorder: Recorder,
    copy: Copy,
    known: Incident,
    more: dict[str, str | int],
) -> None:
    incidents.end(connection, known.id, recorder.clock())
    fields = {**_names(copy), "incident": str(known.id), **more}
    ledger.append(connection, recorder.event(Kind.INCIDENT_CLOSED, fields))


def _names(copy: Copy) -> dict[str, str | int]:
    return {"aip": str(copy.aip), "generation": copy.generation, "store": copy.placement.store}
