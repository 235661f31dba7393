"""Sentences in which a command stands between backticks, as pages show them."""

from __future__ import annotations

from markupsafe import Markup, escape


def commands(sentence: str) -> Markup:
    """The sentence with each `command` as code; everything else is text, whatever it holds."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return escape(sentence)  # a backtick that stands alone marks nothing
    pieces = [
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    ]
    return Markup("").join(pieces)
