"""Fixtures of the tests of changes."""

from drift.conftest import course

__all__ = ["course"]
