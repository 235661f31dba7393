"""A worker process and the conversation with it: JSON lines, each answer within its time."""

from __future__ import annotations

import json
from subprocess import Popen
from threading import Event, Timer
from typing import Any

from tools import sandbox


class WorkerDiedError(Exception):
    """No answer came. ``reason`` completes "the tool …"; ``late``: it had its time."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        self.reason = reason
        self.late = late
        super().__init__(reason)


class Worker:
    """Starts its process when it is asked for the first time, or `start` is called."""

    def __init__(self, module: str, *, hello_seconds: float = 60) -> None:
        self._module = module
        self._hello_seconds = hello_seconds
        self._process: Popen[bytes] | None = None
        self._hello: dict[str, Any] | None = None
        self._closed = False

    def start(self) -> None:
        """Start the process without waiting for it: it loads its library meanwhile."""
        if self._process is None and not self._closed:
            self._process = sandbox.start(self._module)

    def hello(self) -> dict[str, Any]:
        """What the worker says of itself. Raises WorkerDiedError where it does not come up."""
        if self._hello is None:
            self.start()
            self._hello = self._exchange(b"", self._hello_seconds)
        return self._hello

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer; after WorkerDiedError the next question meets a fresh process."""
        self.hello()
        return self._exchange(json.dumps(question).encode() + b"\n", seconds)

    def close(self) -> None:
        """End it for good; who still waits for an answer gets WorkerDiedError."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        process, self._process, self._hello = self._process, None, None
        if process is not None:
            sandbox.stop(process)

    def _exchange(self, question: bytes, seconds: float) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise WorkerDiedError("was ended")
        # Killing it ends a write as well as a read that hangs.
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        alarm = Timer(seconds, end)
        alarm.daemon = True
        alarm.start()
        try:
            process.stdin.write(question)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
        except (OSError, ValueError) as error:  # a broken pipe, half a line, nothing at all
            self._stop()
            if late.is_set():
                raise WorkerDiedError("ran out of time", late=True) from error
            raise WorkerDiedError("crashed") from error
        finally:
            alarm.cancel()
        if not isinstance(answer, dict):
            self._stop()
            raise WorkerDiedError("answered nonsense")
        return answer
