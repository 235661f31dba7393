"""The settings.toml that a new archive gets: every setting, with a word on each."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_TEMPLATE = """\
# Settings of this archive. docs/settings.md explains each of them.
# They are read when a command starts; restart `muniment serve` after a change.

[archive]
title = {title}
# The ledger's own name, on every checkpoint it signs. Never change it.
origin = {origin}
# Name assigning authority number: it stands in every ARK that this archive gives away.
# 99999 is the number for tests. Apply for your own before anything is published.
naan = {naan}
# Languages of the portal, the first one where a reader's browser asks for neither.
languages = ["de", "en"]

# Stores keep copies. "Stored" is said when every required copy is safe: two at least.
# `muniment stores add NAME URL` adds one here.
# A relative path is relative to this folder. Put the stores on different disks, better
# in different buildings: two folders on one disk are lost together. A store may also be a
# bucket, url = "s3://bucket/prefix" with its endpoint; docs/settings.md says where its keys lie.
[[stores]]
name = "north"
url = "file:stores/north"
required = true

[[stores]]
name = "south"
url = "file:stores/south"
required = true

# Or PostgreSQL, for more than one machine: "postgresql+psycopg://user@host/name", its password
# in PGPASSWORD or ~/.pgpass.
[database]
url = "sqlite:///archive.db"

# "opensearch" for more than one machine, or more than two million descriptions.
[search]
engine = "embedded"
# url = "http://127.0.0.1:9200"

[web]
host = "127.0.0.1"
port = 8000
# The address under which readers reach the portal, e.g. "https://archive.example.org".
base_url = ""
session_hours = 12

# Jobs that start by themselves while `muniment serve` or `muniment worker` runs: at an hour of
# the night (local time), or every so many minutes.
[jobs.nightly]
fixity-round = "02:30"
disposal = "04:30"
count-formats = "05:15"

[jobs.every_minutes]
mail = 1
reading-room = 60
# Copies that a store owes, or that a new store lacks.
fill = 15

# The reading room: when it is open, and how much is brought. docs/reading-room.md tells more.
[reading_room]
open_days = ["mon", "tue", "wed", "thu"]
# From when to when: {{ mon = "09:00-12:00, 13:00-17:00", tue = "09:00-17:00" }}
hours = {{}}
# Single days on which it is closed: [2026-12-24, 2026-12-31]
closed_on = []
pull_times = ["10:00", "12:00", "14:00"]
# Opening days before the visit, at least, and days ahead, at most.
lead_days = 2
ahead_days = 28
units_per_day = 5
seats = 12
# How long a unit is kept at the desk after the day it was ordered for.
keep_days = 21
# Whether open units are approved without an archivist.
approve_at_once = false
# Reference codes of fonds that cannot be ordered from at the moment.
blocked = []

# What the page for visitors says besides; what is empty it does not say. Texts by language:
# {{ de = "U-Bahn bis Rathaus", en = "Underground to the town hall" }}
[visit]
# The lines of the postal address: ["Stadtarchiv", "Am Markt 1", "12345 Lindenfurt"]
address = []
mail = ""
telephone = ""
# How to get there.
way = {{}}
# What to bring beside an identity card, and what not.
bring = {{}}

# Letters to readers. Without a host they are written to the folder "mail" here.
[mail]
host = ""
port = 25
# "none", "starttls" or "tls"
security = "none"
user = ""
password_file = "keys/mail-password"
sender = "archive@localhost"
seconds = 20

# How many seconds an ingest waits for a required store that is away or full before it says
# "waiting". A store with required = false is never waited for: its copy is owed, and made later.
[ingest]
wait_seconds = 0

# Accounts, permits and orders lie in no record. They are sealed to these keys and put into every
# store; only the recovery sheets that were printed when the archive was founded open them.
[state]
recipients = {recipients}
every_minutes = 60

# How much may arrive in one submission. What goes over a limit is refused.
[limits]
files = 2_000_000
bytes = 4_398_046_511_104
depth = 64
path_bytes = 4096
unpacked_bytes = 549_755_813_888
compression_ratio = 200
metadata_bytes = 268_435_456

# The nightly fixity round: how fast it may read (0: no limit), how long it may work,
# and within how many days every copy is to be read once.
[fixity]
bytes_per_second = 0
requests_per_second = 0
hours = 6
interval_days = 90

# The journal of descriptions in the stores: a part of them is written down as a whole after so
# many changes, or so many days after any change. And what AIPs hold, after so many generations, so
# that a rebuild is fast.
[journal]
snapshot_changes = 1000
snapshot_days = 1
segment_generations = 10000
"""


def new_settings(title: str, origin: str, naan: str, recipients: Sequence[str]) -> str:
    """The text of a new settings.toml."""
    # A JSON string is a TOML basic string (TOML 1.0: same escapes, Unicode as it is).
    texts = {"title": title, "origin": origin, "naan": naan}
    return _TEMPLATE.format(
        **{k: json.dumps(v, ensure_ascii=False) for k, v in texts.items()},
        recipients=json.dumps(list(recipients)),
    )


def state_section(recipients: Sequence[str]) -> str:
    """The lines that an older settings.toml lacks."""
    return f"[state]\nrecipients = {json.dumps(list(recipients))}\n"


def with_recipients(text: str, recipients: Sequence[str]) -> str:
    """A settings.toml that names no recipients, naming these; a table may be declared but once."""
    rest = re.sub(r"(?m)^recipients\s*=\s*\[\s*\]\s*\n", "", text)
    section = state_section(recipients)
    found, count = re.subn(r"(?m)^\[state\].*\n", lambda _: section, rest, count=1)
    return found if count else f"{rest.rstrip()}\n\n{section}"
