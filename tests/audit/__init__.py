"""Tests of the numbers of reports about an organisation."""
