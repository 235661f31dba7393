"""Packing, stores and vault: proved by damage, by kill -9 and by other people's programs."""
