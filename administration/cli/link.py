"""How a one-time sign-in link is handed over: shown once, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from administration.cli.console import Console

if TYPE_CHECKING:
    from administration.people import SignInLink


def document_of(link: SignInLink) -> dict[str, object]:
    """The link as JSON."""
    return {
        "account": link.account,
        "role": link.role.value,
        "link": link.url,
        "expires_at": link.expires_at.isoformat(),
    }


def hand_over(console: Console, link: SignInLink) -> None:
    """Show the link to people, or give it to a script."""
    from administration.cli.layout import when

    until = when(link.expires_at, console.language)
    console.answer(
        document_of(link),
        console.tr(
            f"Sign in once as {link.account} ({link.role}), until {until}:",
            f"Einmal als {link.account} ({link.role}) anmelden, bis {until}:",
        ),
        f"  {link.url}",
    )
