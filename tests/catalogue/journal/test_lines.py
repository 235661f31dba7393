"""Lines are read past the noun, for speed; they say what the noun says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from catalogue import descriptions
from catalogue.database import Database
from catalogue.description_rows import described_rows, document_of, from_row, said_rows
from catalogue.tables import journal_outbox
from model.description import Carrier, Further
from model.period import Period
from model.rights import RightsInputs, Secrecy, rule_set_for
from schemas.description_json import to_document
from tests.catalogue.samples import AT, new_id
from tests.schemas.samples import DESCRIPTION

RULES = rule_set_for(date(2026, 11, 24))
FULL = replace(
    DESCRIPTION,
    period=Period(date(1900, 1, 1), None, "um 1900"),
    subjects=("Bau", "Straße"),
    places=("Au",),
    carrier=Carrier.BOTH,
    further=(Further("odd", "Kopf", "Text\n\nmehr", (("a", "b"), ("c", "d"))), Further("bibref")),
    rights=RightsInputs(
        end_year=1999,
        persons=((1900, None), (None, 1980)),
        secrecy=Secrecy.TAX,
        deposit_until=date(2050, 1, 1),
        lock_reason="mould",
        lock_review=date(2030, 1, 1),
    ),
)


def test_a_line_says_what_the_noun_says(database: Database) -> None:
    top = replace(DESCRIPTION, id=new_id(), refcode="A", parent=None)
    full = replace(FULL, id=new_id(), refcode="B", parent=top.id)
    with database.write() as connection:
        for noun in (top, full):
            descriptions.create(connection, noun, RULES, AT)
    with database.read() as connection:
        nouns = [from_row(row).description for row in connection.execute(described_rows())]
        documents = [document_of(row) for row in connection.execute(said_rows())]
        assert connection.scalars(select(journal_outbox.c.revision)).all() == [1, 1]
    assert documents == [to_document(noun) for noun in nouns]
    assert nouns == [top, full]
