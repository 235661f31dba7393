"""To come."""

import typer


def verify(ctx: typer.Context) -> None:
    """To come."""
