"""Fixtures of the tests of adopted debt."""

from drift.conftest import course, shared_cache

__all__ = ["course", "shared_cache"]
