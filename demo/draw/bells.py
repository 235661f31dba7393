"""The sound of the bells, synthesised partial by partial."""

from __future__ import annotations

import array
import io
import math
import sys
import wave

from demo.draw.paper import chance

RATE = 16_000


PARTIALS = (
    (0.5, 1.0, 3.2),
    (1.0, 0.8, 2.2),
    (1.2, 0.55, 1.7),
    (1.5, 0.35, 1.2),
    (2.0, 0.6, 1.0),
    (2.67, 0.25, 0.6),
    (3.0, 0.2, 0.45),
)


def _bell(pitch: float, seconds: float) -> list[float]:
    """Hum, prime, tierce, quint, nominal and above, each dying in its own time."""
    sound = [0.0] * int(RATE * seconds)
    for ratio, loud, life in PARTIALS:
        turn = math.tau * pitch * ratio / RATE
        fade = math.exp(-1 / (RATE * life))
        a, b = 2 * fade * math.cos(turn), fade * fade  # a damped oscillator: two products a sample
        before, now = 0.0, loud * math.sin(turn)
        for i in range(len(sound)):
            sound[i] += now
            before, now = now, a * now - b * before
    return sound


def bells(seconds: float = 8.0) -> bytes:
    """The three bells of St Gall's, a WAV file."""
    total = [0.0] * int(RATE * seconds)
    for pitch, first, beat in ((392.0, 0.2, 1.52), (466.2, 1.0, 1.31), (587.3, 1.9, 1.13)):
        ring = _bell(pitch, 3.0)
        start = first
        while start < seconds:
            at = int(start * RATE)
            n = min(len(ring), len(total) - at)
            total[at : at + n] = [t + r for t, r in zip(total[at : at + n], ring, strict=False)]
            start += beat
    hiss = chance("tape").choices(range(-90, 91), k=4096)
    peak = 24_000 / max(map(abs, total))
    samples = array.array("h", (int(v * peak) + hiss[i & 4095] for i, v in enumerate(total)))
    if sys.byteorder == "big":
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as record:
        record.setnchannels(1)
        record.setsampwidth(2)
        record.setframerate(RATE)
        record.writeframes(samples.tobytes())
    return out.getvalue()
