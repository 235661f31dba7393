"""The tables of the catalogue, a file for each room of them. Revisions live in `revisions`.

Row counts to have in mind: two million descriptions, ten million AIPs, a thousand million files.
"""

from __future__ import annotations

from catalogue.tables.base import REVISION, metadata
from catalogue.tables.delivering import delivery, delivery_grant
from catalogue.tables.describing import (
    description,
    description_aip,
    description_past,
    ead_import,
    ead_origin,
    ead_staged,
)
from catalogue.tables.disposing import aip_hold, disposal, disposal_object, disposal_unit
from catalogue.tables.jobs import job, worker
from catalogue.tables.journal import (
    description_erased,
    journal_copy,
    journal_file,
    journal_outbox,
    journal_prefix,
    journal_restored,
    segment_cursor,
)
from catalogue.tables.keeping import (
    aip,
    copy,
    file,
    file_ahead,
    fill_cursor,
    fill_failure,
    format,
    format_census,
    generation,
    intent,
    partition,
    promised_id,
    store,
    submission,
)
from catalogue.tables.ledger import (
    checkpoint,
    erasable_text,
    event,
    event_outbox,
    event_subject,
    leaf,
    log_cursor,
    tree_node,
)
from catalogue.tables.outboxes import index_outbox, viewing_outbox
from catalogue.tables.people import account, session, sign_in_link
from catalogue.tables.preserving import (
    fixity_round,
    incident,
    incident_entry,
    migration,
    migration_unit,
    object_incident,
    orphan_search,
    partition_lease,
    shelf_check,
    store_absence,
)
from catalogue.tables.reading_room import (
    basket,
    mail,
    order_item,
    order_item_unit,
    permit,
    reader,
    reading_order,
)
from catalogue.tables.rebuilding import rebuild, rebuild_fact, rebuild_finding
from catalogue.tables.receiving import incoming, upload
from catalogue.tables.state import drill, state_bundle
from catalogue.tables.viewing import viewing

__all__ = [
    "REVISION",
    "account",
    "aip",
    "aip_hold",
    "basket",
    "checkpoint",
    "copy",
    "delivery",
    "delivery_grant",
    "description",
    "description_aip",
    "description_erased",
    "description_past",
    "disposal",
    "disposal_object",
    "disposal_unit",
    "drill",
    "ead_import",
    "ead_origin",
    "ead_staged",
    "erasable_text",
    "event",
    "event_outbox",
    "event_subject",
    "file",
    "file_ahead",
    "fill_cursor",
    "fill_failure",
    "fixity_round",
    "format",
    "format_census",
    "generation",
    "incident",
    "incident_entry",
    "incoming",
    "index_outbox",
    "intent",
    "job",
    "journal_copy",
    "journal_file",
    "journal_outbox",
    "journal_prefix",
    "journal_restored",
    "leaf",
    "log_cursor",
    "mail",
    "metadata",
    "migration",
    "migration_unit",
    "object_incident",
    "order_item",
    "order_item_unit",
    "orphan_search",
    "partition",
    "partition_lease",
    "permit",
    "promised_id",
    "reader",
    "reading_order",
    "rebuild",
    "rebuild_fact",
    "rebuild_finding",
    "segment_cursor",
    "session",
    "shelf_check",
    "sign_in_link",
    "state_bundle",
    "store",
    "store_absence",
    "submission",
    "tree_node",
    "upload",
    "viewing",
    "viewing_outbox",
    "worker",
]
