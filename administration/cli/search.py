"""`muniment search`: find units in the holdings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin
from model.description import Level

if TYPE_CHECKING:
    from rich.text import Text

    from access.finding import Found, FoundHit
    from catalogue.search.protocol import Segment


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, "a phrase", begin*, -without.')],
    digital: Annotated[bool, typer.Option("--digital", help="Only what has files.")] = False,
    level: Annotated[list[Level] | None, typer.Option(help="Only this level; repeatable.")] = None,
    from_: Annotated[int | None, typer.Option("--from", metavar="YEAR", min=1, max=9999)] = None,
    to: Annotated[int | None, typer.Option(metavar="YEAR", min=1, max=9999)] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 20,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find units in the holdings.

    Whoever may run this command may see everything, so closed units are found as well.
    """
    call = begin(ctx, home, as_json)
    from access.asking import Ask
    from access.finding import as_json as document_of
    from access.finding import find
    from model.policy import User, UserRole

    ask = Ask(
        text=query,
        digital=True if digital else None,
        levels=tuple(one.value for one in level or ()),
        from_year=from_,
        to_year=to,
        limit=limit,
    )
    with call.archive() as archive:
        found = find(
            archive.database, archive.engine, ask, User(UserRole.ADMINISTRATOR), archive.today
        )
    if call.console.as_json:
        call.console.document(document_of(found))
    else:
        _show(call, found)


def _show(call: Call, found: Found) -> None:
    from administration.cli.layout import number

    console, tr = call.console, call.console.tr
    for hit in found.hits:
        console.show(*_entry(call, hit))
    total = number(found.total, console.language)
    console.show(
        tr(
            f"{total} found in {found.took_ms:.0f} ms",
            f"{total} gefunden in {found.took_ms:.0f} ms",
        )
    )


def _entry(call: Call, found: FoundHit) -> Iterable[Text]:
    from rich.text import Text

    hit, tr = found.hit, call.console.tr
    first = Text(hit.refcode, style="bold")
    first.append("  ").append(_marked(hit.title_marked, "not bold"))
    if hit.dates:
        first.append(f"  {hit.dates}", style="dim")
    yield first
    second = Text("  ", style="dim")
    second.append(" > ".join(crumb.title for crumb in found.path))
    closed = hit.access.value == "closed"
    if closed:
        second.append(tr("  closed", "  gesperrt"), style="yellow")
    if hit.digital:
        second.append("  digital")
    if second.plain.strip():
        yield second
    if snippet := _marked(hit.snippet, ""):
        yield Text("  ").append(snippet)
    yield Text("")


def _marked(segments: Iterable[Segment], style: str) -> Text:
    from rich.text import Text

    text = Text(style=style)
    for segment in segments:
        text.append(segment.text, style="bold underline" if segment.hit else "")
    return text
