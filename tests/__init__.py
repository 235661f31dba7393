"""The tests, room by room; the paths through several rooms are in `journeys`."""
