"""How every search engine is written."""

from __future__ import annotations

from uuid import UUID

import pytest

from catalogue.search.protocol import (
    SearchEngine,
)
from model.errors import MunimentError
from tests.catalogue.search.contract_case import (
    EngineCase,
    entry,
)


class WritingContract(EngineCase):
    # --- writing -------------------------------------------------------------------------------

    def test_an_empty_index_answers(self, engine: SearchEngine) -> None:
        answer = self.ask(engine, "bridge")
        assert (answer.total, answer.hits, answer.facets) == (0, (), ())

    def test_what_was_put_again_stands_once(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Alte Brücke"))
        self.index(engine, entry(7, title="Neue Brücke"))
        assert [hit.title for hit in self.ask(engine, "Brücke").hits] == ["Neue Brücke"]
        assert self.found(engine, "alte") == []

    def test_twice_in_one_batch_stands_once(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7, title="Alte Brücke"), entry(7, title="Neue Brücke"))
        assert [hit.title for hit in self.ask(engine, "Brücke").hits] == ["Neue Brücke"]

    def test_what_was_removed_is_gone_from_facets_too(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7), entry(8, level="item"))
        with engine.writing() as writing:
            writing.remove([UUID(int=8), UUID(int=99)])
            writing.commit()
        assert self.found(engine) == [7]
        assert self.facet(engine, "level") == {"file": 1}

    def test_what_was_not_committed_is_gone(self, engine: SearchEngine) -> None:
        with engine.writing() as writing:
            writing.put([entry(7)])
        assert self.found(engine) == []

    def test_an_error_leaves_what_was_committed(self, engine: SearchEngine) -> None:
        with pytest.raises(RuntimeError), engine.writing() as writing:
            self.index_then_fail(writing, entry(7), entry(8))
        assert self.found(engine) == [7]

    def test_there_is_one_writer(self, engine: SearchEngine) -> None:
        with engine.writing(), pytest.raises(MunimentError) as refused, engine.writing():
            pass
        assert refused.value.code == "search.busy"

    def test_rebuilding_takes_the_old_ones_place(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7))
        with engine.rebuilding() as writing:
            writing.put([entry(8)])
            assert self.found(engine) == [7]
        assert self.found(engine) == [8]

    def test_a_failed_rebuilding_leaves_the_old_one(self, engine: SearchEngine) -> None:
        self.index(engine, entry(7))
        with pytest.raises(RuntimeError), engine.rebuilding() as writing:
            self.index_then_fail(writing, entry(8), entry(9))
        assert self.found(engine) == [7]
