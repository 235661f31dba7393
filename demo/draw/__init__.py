"""Draws the demo collection: `python -m demo.draw OUT_DIR`."""
