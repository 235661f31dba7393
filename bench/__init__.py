"""Measurements: ratios against plain tools and peers, side by side in one run. Not tests.

``python -m bench`` runs all of them, ``python -m bench ingest`` one.
"""
