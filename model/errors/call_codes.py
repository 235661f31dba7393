"""The command line, and what nobody expected: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, environment, wrong_call

CALL_CODES: dict[str, Code] = {
    "call.wrong": wrong_call(
        "{problem}",
        "{problem}",
        "`{command} --help` shows how it is called.",
        "`{command} --help` zeigt, wie der Aufruf lautet.",
    ),
    "call.interrupted": environment(
        "Interrupted.",
        "Unterbrochen.",
        "What was acknowledged is safe; the same command completes the rest.",
        "Was bestätigt wurde, ist sicher; derselbe Befehl holt den Rest nach.",
    ),
    "get.exists": wrong_call(
        "{path} is there already.",
        "{path} gibt es schon.",
        "Nothing was overwritten. Name another place with -o.",
        "Nichts wurde überschrieben. Mit -o einen anderen Ort nennen.",
        status=409,
    ),
    "get.not-writable": environment(
        "{path} cannot be written: {reason}.",
        "{path} lässt sich nicht schreiben: {reason}.",
        "Check permissions and space, or name another place with -o.",
        "Berechtigungen und Platz prüfen oder mit -o einen anderen Ort nennen.",
    ),
    "serve.port-taken": environment(
        "Nothing can be served at {host}:{port}: {reason}.",
        "Unter {host}:{port} kann nichts angeboten werden: {reason}.",
        "Choose another port with --port.",
        "Mit --port einen anderen Port wählen.",
    ),
    "internal.unexpected": environment(
        "Something unexpected happened ({kind}); details are in {log}.",
        "Etwas Unerwartetes ist geschehen ({kind}); Einzelheiten stehen in {log}.",
        "Nothing half done was kept. Run the command again, and report it if it stays.",
        "Nichts Halbes wurde behalten. Noch einmal ausführen; wenn es bleibt, bitte melden.",
    ),
}
