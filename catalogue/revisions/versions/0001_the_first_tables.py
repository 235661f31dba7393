"""The first tables, and the triggers that keep the ledger's past.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0001"
down_revision: str | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Tables that are only ever added to, with what makes a row of them the same row: keys and other
# unique columns, and the rowid that SQLite gives to tables whose key is no integer.
FOR_EVER = {
    "event": ("id", "rowid"),
    "leaf": ("position", "event"),
    "checkpoint": ("size",),
}


def upgrade() -> None:
    """Make everything."""
    _people()
    _descriptions()
    _ledger()
    _submissions()
    _aips()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    """An archive does not go back: its ledger would have to be thrown away."""
    raise RuntimeError("the first revision cannot be undone")


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("kind", "name", name="uq_account_kind_name"),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_sign_in_link_account"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sign_in_link"),
    )
    op.create_index("ix_sign_in_link_account", "sign_in_link", ["account"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("csrf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_session_account"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_session"),
    )
    op.create_index("ix_session_account", "session", ["account"], unique=False)


def _descriptions() -> None:
    op.create_table(
        "description",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("parent", KEY, nullable=True),
        sa.Column("refcode", ORDERED, nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("date_text", sa.Text(), server_default="", nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("metadata_public_from", sa.Date(), nullable=False),
        sa.Column("content_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("metadata_reason", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=32), nullable=False),
        sa.Column("review", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["description.key"], name="fk_description_parent"),
        sa.PrimaryKeyConstraint("key", name="pk_description"),
        sa.UniqueConstraint("id", name="uq_description_id"),
        sa.UniqueConstraint("refcode", name="uq_description_refcode"),
    )
    siblings = ["parent", "position", "refcode", "key", "metadata_public_from"]
    op.create_index("ix_description_parent", "description", siblings, unique=False)
    op.create_table(
        "index_outbox",
        sa.Column("seq", KEY, nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_index_outbox"),
    )


def _ledger() -> None:
    op.create_table(
        "event",
        sa.Column("id", Id, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_table(
        "event_subject",
        sa.Column("subject", Id, nullable=False),
        sa.Column("event", Id, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name="fk_event_subject_event"),
        sa.PrimaryKeyConstraint("subject", "event", name="pk_event_subject"),
    )
    op.create_table(
        "leaf",
        sa.Column("position", KEY, autoincrement=False, nullable=False),
        sa.Column("event", Id, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name="fk_leaf_event"),
        sa.PrimaryKeyConstraint("position", name="pk_leaf"),
        sa.UniqueConstraint("event", name="uq_leaf_event"),
    )
    op.create_table(
        "tree_node",
        sa.Column("height", sa.SmallInteger(), nullable=False),
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("height", "number", name="pk_tree_node"),
    )
    op.create_table(
        "event_outbox",
        sa.Column("seq", KEY, nullable=False),
        sa.Column("event", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name="fk_event_outbox_event"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_outbox"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", KEY, autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoint"),
    )
    op.create_table(
        "erasable_text",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_erasable_text"),
    )


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(length=64), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("stored_at", Instant, nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_submission"),
        sa.UniqueConstraint("digest", name="uq_submission_digest"),
        sa.UniqueConstraint("id", name="uq_submission_id"),
    )
    op.create_index("ix_submission_payload", "submission", ["payload"], unique=False)
    op.create_table(
        "intent",
        sa.Column("key", KEY, nullable=False),
        sa.Column("submission", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.LargeBinary(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(length=64), nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.CheckConstraint("state in ('open', 'stored')", name=op.f("ck_intent_state")),
        sa.ForeignKeyConstraint(["submission"], ["submission.key"], name="fk_intent_submission"),
        sa.PrimaryKeyConstraint("key", name="pk_intent"),
        sa.UniqueConstraint("aip", "generation", name="uq_intent_aip_generation"),
        sa.UniqueConstraint("submission", "number", name="uq_intent_submission_number"),
    )
    op.create_index("ix_intent_unit", "intent", ["unit"], unique=False)
    op.create_index("ix_intent_payload", "intent", ["payload"], unique=False)
    op.create_index("ix_intent_submission", "intent", ["submission"], unique=False)


def _aips() -> None:
    op.create_table(
        "store",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_store"),
        sa.UniqueConstraint("name", name="uq_store_name"),
    )
    op.create_table(
        "format",
        sa.Column("key", KEY, nullable=False),
        sa.Column("puid", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_format"),
        sa.UniqueConstraint(
            "puid", "mime", "name", "version", name="uq_format_puid_mime_name_version"
        ),
    )
    op.create_table(
        "aip",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("submission", KEY, nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submission.key"], name="fk_aip_submission"),
        sa.PrimaryKeyConstraint("key", name="pk_aip"),
        sa.UniqueConstraint("id", name="uq_aip_id"),
    )
    op.create_index("ix_aip_partition", "aip", ["partition", "id"], unique=False)
    op.create_index("ix_aip_submission", "aip", ["submission"], unique=False)
    op.create_table(
        "description_aip",
        sa.Column("description", KEY, nullable=False),
        sa.Column("aip", KEY, nullable=False),
        sa.Column("path", ORDERED, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["aip"], ["aip.key"], name="fk_description_aip_aip"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_description_aip_description"
        ),
        sa.PrimaryKeyConstraint("description", "aip", "path", name="pk_description_aip"),
    )
    op.create_index("ix_description_aip_aip", "description_aip", ["aip"], unique=False)
    op.create_table(
        "generation",
        sa.Column("key", KEY, nullable=False),
        sa.Column("aip", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed_at", Instant, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("manifest_sha512", sa.LargeBinary(length=64), nullable=False),
        sa.Column("files_root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["aip"], ["aip.key"], name="fk_generation_aip"),
        sa.PrimaryKeyConstraint("key", name="pk_generation"),
        sa.UniqueConstraint("aip", "number", name="uq_generation_aip_number"),
    )
    op.create_table(
        "file",
        sa.Column("key", KEY, nullable=False),
        sa.Column("generation", KEY, nullable=False),
        sa.Column("path", ORDERED, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha512", sa.LargeBinary(length=64), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("format", KEY, nullable=True),
        sa.ForeignKeyConstraint(["format"], ["format.key"], name="fk_file_format"),
        sa.ForeignKeyConstraint(["generation"], ["generation.key"], name="fk_file_generation"),
        sa.PrimaryKeyConstraint("key", name="pk_file"),
    )
    op.create_index("ix_file_generation_path", "file", ["generation", "path"], unique=True)
    op.create_table(
        "copy",
        sa.Column("key", KEY, nullable=False),
        sa.Column("generation", KEY, nullable=False),
        sa.Column("store", KEY, nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("offset", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("checked_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["generation"], ["generation.key"], name="fk_copy_generation"),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_copy_store"),
        sa.PrimaryKeyConstraint("key", name="pk_copy"),
        sa.UniqueConstraint("generation", "store", name="uq_copy_generation_store"),
    )
    op.create_index("ix_copy_status", "copy", ["status", "store"], unique=False)
    op.create_table(
        "partition",
        sa.Column("store", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checked_at", Instant, nullable=False),
        sa.Column("depth", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_partition_store"),
        sa.PrimaryKeyConstraint("store", "number", name="pk_partition"),
    )


def _guard_sqlite() -> None:
    refuse = "begin select raise(abort, 'the ledger is only ever added to'); end"
    for table, keys in FOR_EVER.items():
        for deed in ("update", "delete"):
            op.execute(f"create trigger {table}_no_{deed} before {deed} on {table} {refuse}")
        # INSERT OR REPLACE deletes without firing the delete trigger unless a pragma is set.
        same = " or ".join(f"{key} = new.{key}" for key in keys)
        exists = f"exists (select 1 from {table} where {same})"  # noqa: S608
        op.execute(
            f"create trigger {table}_no_replace before insert on {table} when {exists} {refuse}"
        )


def _guard_postgresql() -> None:
    op.execute(
        "create function ledger_is_kept() returns trigger language plpgsql as $$ "
        "begin raise exception 'the ledger is only ever added to'; end $$"
    )
    for table in FOR_EVER:
        op.execute(
            f"create trigger {table}_kept before update or delete or truncate on {table} "
            "for each statement execute function ledger_is_kept()"
        )
