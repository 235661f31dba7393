"""`muniment accounts`: who may sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.link import hand_over
from model.policy import UserRole

accounts = typer.Typer(name="accounts", help="Who may sign in.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]


@accounts.command("list")
def list_(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List all accounts."""
    call = begin(ctx, home, as_json)
    from administration.cli.layout import table, when
    from administration.people import everybody

    console, tr = call.console, call.console.tr
    with call.archive() as archive:
        people = everybody(archive)
    laid = table(
        tr("name", "Name"),
        tr("kind", "Art"),
        tr("role", "Rolle"),
        tr("since", "seit"),
        tr("id", "Kennung"),
    )
    for person in people:
        laid.add_row(
            person.name,
            person.kind,
            person.role,
            when(person.created_at, console.language),
            str(person.id),
        )
    console.answer(
        {
            "accounts": [
                {
                    "id": str(person.id),
                    "name": person.name,
                    "kind": person.kind,
                    "role": person.role,
                    "created_at": person.created_at.isoformat(),
                    "disabled": person.disabled,
                }
                for person in people
            ]
        },
        laid,
    )


@accounts.command()
def add(
    ctx: typer.Context,
    name: Name,
    role: Annotated[UserRole, typer.Option(help="What the account may do.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create an account and print a one-time sign-in link for it."""
    call = begin(ctx, home, as_json)
    if role is UserRole.PUBLIC:
        # the public is everybody who is not signed in
        raise typer.BadParameter("an account cannot be the public", param_hint="--role")
    from administration.aftercare import settle_ledger
    from administration.people import create

    with call.archive() as archive:
        link = create(archive, name, role)
        settle_ledger(archive)
    hand_over(call.console, link)


@accounts.command()
def link(
    ctx: typer.Context, name: Name, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Print a one-time sign-in link for an account."""
    call = begin(ctx, home, as_json)
    from administration.aftercare import settle_ledger
    from administration.people import issue_link

    with call.archive() as archive:
        issued = issue_link(archive, name)
        settle_ledger(archive)
    hand_over(call.console, issued)
