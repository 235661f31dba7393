"""To come."""

import typer


def repair(ctx: typer.Context) -> None:
    """To come."""
