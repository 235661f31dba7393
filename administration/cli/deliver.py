"""`muniment deliver`: files to take home, with the proof that they are what was archived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin
from model.errors import MunimentError
from model.rights.opening import NEVER

if TYPE_CHECKING:
    from administration.delivering import Given


def deliver(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="UNIT|AIP", help="Id, ARK or reference code.")],
    files: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="PATH", help="Only this file, as `show` lists it."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE|DIR", help="Where to; - is standard output."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Grant it until a day instead.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="ACCOUNT", help="Grant it to; else by a link.")
    ] = None,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="WORD", help="Why it is granted.")
    ] = "other",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Deliver files as a ZIP that proves by itself what the archive stored.

    A BagIt bag with the files, a description to read, and the signed proof. Anyone can check it
    with `muniment verify-delivery`, or by hand, without this archive. With --until nothing is
    written here: somebody may fetch it from the portal until that day.
    """
    call = begin(ctx, home, as_json)
    if until is not None:
        _give(call, name, files or (), (until, purpose, to or ""), output)
        return
    if to is not None:
        raise _wrong(call, "--to needs --until.", "--to braucht --until.")
    from administration.cli.findings import tell_passed_over
    from administration.cli.layout import files as amount
    from administration.cli.layout import size
    from administration.delivering import deliver as delivered

    console, tr = call.console, call.console.tr
    with call.archive() as archive, console.progress() as progress:
        done = delivered(archive, name, files or (), output, progress)
    if output == Path("-"):
        return
    held = f"{amount(done.files, console.language)}, {size(done.bytes)}"
    console.answer(
        done.document(),
        tr(
            f"{done.path}: {held} of {done.subject}, with proof.",
            f"{done.path}: {held} aus {done.subject}, mit Nachweis.",
        ),
        tr(
            f"Check it anywhere: muniment verify-delivery {done.path} --key {done.fingerprint}",
            f"Überall prüfen: muniment verify-delivery {done.path} --key {done.fingerprint}",
        ),
    )
    tell_passed_over(console, sorted(done.passed_over))


def _give(
    call: Call,
    name: str,
    files: Sequence[str],
    terms: tuple[str, str, str],
    output: Path | None,
) -> None:
    from administration.cli.layout import files as amount
    from administration.cli.layout import size
    from administration.delivering import Terms, give

    if output is not None:
        raise _wrong(
            call, "-o and --until exclude each other.", "-o und --until schließen sich aus."
        )
    console, tr = call.console, call.console.tr
    with call.archive() as archive, console.progress() as progress:
        given = give(archive, name, files, Terms(*terms), progress)
    german = console.language == "de"
    last = given.last_day.strftime("%d.%m.%Y" if german else "%Y-%m-%d")
    held = f"{amount(given.ready['files'], console.language)}, {size(given.ready['size'])}"
    console.answer(
        given.document(),
        tr(
            f"{held}, granted to {given.to}, who finds it in the portal until {last}.",
            f"{held}, freigegeben für {given.to}, im Portal zu finden bis {last}.",
        )
        if given.to
        else tr(
            f"{held}, granted to whoever has this link, until {last}:",
            f"{held}, freigegeben für jeden, der diesen Link hat, bis {last}:",
        ),
        *([f"  {given.link}"] if given.link else []),
        *([_closed(tr, given)] if given.closed_until and given.link else []),
    )


def _closed(tr: Callable[[str, str], str], given: Given) -> str:
    if given.closed_until == NEVER:
        return tr(
            "Some of it is closed to the public without an end: whoever has the link sees it all "
            "the same. With --to ACCOUNT only that reader does.",
            "Manches davon ist ohne Ende gesperrt: Wer den Link hat, sieht es trotzdem. Mit "
            "--to KONTO sieht es nur diese Person.",
        )
    return tr(
        f"Some of it is closed to the public until {given.closed_until:%Y-%m-%d}: whoever has the "
        "link sees it all the same. With --to ACCOUNT only that reader does.",
        f"Manches davon ist bis {given.closed_until:%d.%m.%Y} gesperrt: Wer den Link hat, sieht es "
        "trotzdem. Mit --to KONTO sieht es nur diese Person.",
    )


def _wrong(call: Call, en: str, de: str) -> MunimentError:
    problem = call.console.tr(en, de)
    return MunimentError("call.wrong", problem=problem, command="muniment deliver")
