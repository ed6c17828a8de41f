"""Copies of repositories that are fetched, kept between scans."""

from platguard.mirrors.fetching import Mirror, Mirrors

__all__ = ["Mirror", "Mirrors"]
