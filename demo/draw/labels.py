"""What is written on the plan of 1834."""

from __future__ import annotations

from demo.draw.ground import SIZE
from demo.draw.type import SCRIPT, SERIF, SERIF_BOLD, SERIF_ITALIC, Forme

LABELS = (
    (1190, 806, "Markt", SERIF_ITALIC, 24),
    (1330, 640, "St. Gallus", SERIF_ITALIC, 24),
    (1060, 376, "Oberes Tor", SERIF_ITALIC, 24),
    (1770, 900, "Aumetor", SERIF_ITALIC, 24),
    (650, 850, "Mühltor", SERIF_ITALIC, 24),
    (560, 1120, "Mühlgraben", SERIF_ITALIC, 22),
    (1920, 1290, "A u m e   F l u s s", SERIF_ITALIC, 34),
    (1300, 1580, "Bleichwiesen", SCRIPT, 58),
    (370, 830, "Krautgärten", SCRIPT, 58),
    (1990, 640, "Am Galgenberg", SCRIPT, 58),
    (560, 1560, "Untere Au", SCRIPT, 58),
    (1350, 1425, "Aumebrücke", SERIF_ITALIC, 24),
)


def lettering() -> Forme:
    forme = Forme(SIZE)
    for x, y, text, case, size in LABELS:
        forme.line(x, y, text, case, size, "ms")
    forme.line(446, 230, "PLAN", SERIF_BOLD, 58, "ms", spaced=18)
    forme.line(446, 280, "der Stadt", SERIF_ITALIC, 30, "ms")
    forme.line(446, 358, "Lindenfurt", SCRIPT, 112, "ms")
    forme.line(446, 408, "an der Aume, samt den nächst gelegenen Gründen,", SERIF, 20, "ms")
    forme.line(446, 436, "aufgenommen im Jahre 1834 vom Städtischen Bauamte.", SERIF, 20, "ms")
    return forme
