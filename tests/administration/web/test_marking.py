"""Commands in sentences are code, and nothing else becomes markup."""

from __future__ import annotations

import pytest

from administration.web.marking import commands


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Run `muniment tidy`, then wait.", "Run <code>muniment tidy</code>, then wait."),
        ("<b> & `a <i>`", "&lt;b&gt; &amp; <code>a &lt;i&gt;</code>"),
        ("a ` alone <b>", "a ` alone &lt;b&gt;"),
        ("", ""),
    ],
)
def test_commands(sentence: str, shown: str) -> None:
    assert commands(sentence) == shown
