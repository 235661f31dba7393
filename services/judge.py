"""commons-ip2 of KEEP SOLUTIONS: the judge of E-ARK packages who is not us."""

from __future__ import annotations

from services.maven import fetch_jars
from services.place import Place
from services.service import program

VERSION = "2.10.0"


class Judge:
    """No server: it "answers" once it was fetched. ``address["classpath"]`` is Java's."""

    name = "commons-ip2"

    def fetch(self, place: Place) -> None:
        """See `service.Service`."""
        program("java", "default-jre-headless")
        jars = place.tools / f"commons-ip2-{VERSION}"
        fetch_jars("org.roda-community", "commons-ip2", VERSION, jars)

    def start(self, place: Place) -> None:
        """See `service.Service`."""
        self.fetch(place)
        place.of(self.name).mkdir(mode=0o700, parents=True, exist_ok=True)
        jars = place.tools / f"commons-ip2-{VERSION}"
        place.note_address(self.name, {"classpath": f"{jars}/*"})

    def stop(self, place: Place) -> bool:
        """See `service.Service`."""
        return False

    def answers(self, place: Place) -> bool:
        """See `service.Service`."""
        return place.address(self.name) is not None
