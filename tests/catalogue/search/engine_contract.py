"""What every search engine promises. ``class TestX(SearchContract)`` gives an ``engine``."""

from __future__ import annotations

from tests.catalogue.search.contract_answers import AnswerContract
from tests.catalogue.search.contract_filters import FilterContract
from tests.catalogue.search.contract_words import WordContract
from tests.catalogue.search.contract_writing import WritingContract


class SearchContract(WritingContract, WordContract, FilterContract, AnswerContract):
    """Subclass it, and give an empty but built ``engine``."""
