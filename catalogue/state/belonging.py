"""Where each table comes back from after a loss; a test demands that each stands here once."""

from __future__ import annotations

STATE = frozenset(
    {
        *("account", "reader", "permit", "basket"),
        *("reading_order", "order_item", "order_item_unit", "delivery_grant"),
        *("incoming", "mail", "erasable_text"),
        *(
            "fixity_round",
            "incident",
            "incident_entry",
            "object_incident",
            "migration",
            "migration_unit",
        ),
        *("disposal", "disposal_object", "disposal_unit"),
    }
)
"""In the state bundle."""

FROM_AIPS = frozenset({"submission", "intent", "aip", "generation", "format", "file", "copy"})
"""In the AIPs themselves, with the ledger's word on each."""

FROM_JOURNAL = frozenset(
    {"description", "description_aip", "description_past", "description_erased", "ead_origin"}
)
"""In the journal of descriptions."""


FROM_LOG = frozenset({"event", "event_subject", "leaf", "tree_node", "checkpoint", "aip_hold"})
"""In the ledger's log."""

PASSING = frozenset(
    {
        # who is signed in, what is at work, what is on its way: nothing that was acknowledged
        *("session", "sign_in_link", "viewing", "job", "worker", "upload"),
        *("ead_import", "ead_staged", "event_outbox", "index_outbox", "viewing_outbox"),
        *("partition_lease", "store_absence", "orphan_search", "shelf_check", "file_ahead"),
        # made again: how far each store is, ready deliveries, what is checked again anyway
        *("store", "log_cursor", "partition", "delivery", "state_bundle", "drill"),
        *("journal_outbox", "journal_file", "journal_copy", "journal_prefix", "segment_cursor"),
        *("journal_restored", "fill_cursor", "fill_failure"),
        *("format_census", "promised_id", "rebuild", "rebuild_fact", "rebuild_finding"),
    }
)
"""Nowhere, and nobody misses it."""
