"""Every error code. A code never changes its meaning and is never reused."""

from __future__ import annotations

from model.errors.access_codes import ACCESS_CODES
from model.errors.call_codes import CALL_CODES
from model.errors.catalogue_codes import CATALOGUE_CODES
from model.errors.code import Code
from model.errors.delivery_codes import DELIVERY_CODES
from model.errors.describing_codes import DESCRIBING_CODES
from model.errors.disposal_codes import DISPOSAL_CODES
from model.errors.engine_codes import ENGINE_CODES
from model.errors.home_codes import HOME_CODES
from model.errors.ingest_codes import INGEST_CODES
from model.errors.job_codes import JOB_CODES
from model.errors.journal_codes import JOURNAL_CODES
from model.errors.ledger_codes import LEDGER_CODES
from model.errors.preservation_codes import PRESERVATION_CODES
from model.errors.reading_room_codes import READING_ROOM_CODES
from model.errors.rebuild_codes import REBUILD_CODES
from model.errors.receiving_codes import RECEIVING_CODES
from model.errors.state_codes import STATE_CODES
from model.errors.storage_codes import STORAGE_CODES

CODES: dict[str, Code] = {
    **INGEST_CODES,
    **RECEIVING_CODES,
    **STATE_CODES,
    **DESCRIBING_CODES,
    **READING_ROOM_CODES,
    **DELIVERY_CODES,
    **PRESERVATION_CODES,
    **DISPOSAL_CODES,
    **REBUILD_CODES,
    **JOB_CODES,
    **JOURNAL_CODES,
    **ENGINE_CODES,
    **STORAGE_CODES,
    **CATALOGUE_CODES,
    **ACCESS_CODES,
    **LEDGER_CODES,
    **HOME_CODES,
    **CALL_CODES,
}
