"""Judges the repositories of an organisation, one after the other or many at a time."""
