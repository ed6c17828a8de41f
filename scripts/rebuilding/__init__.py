"""The parts of `scripts/rebuild_tables.py`."""
