"""Fixtures of the tests of what a repository says of itself."""

from __future__ import annotations

from scan.conftest import project

__all__ = ["project"]
