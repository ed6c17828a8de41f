"""Fixtures of the tests of adopted debt."""

from drift.conftest import course

__all__ = ["course"]
