"""`python -m platguard`."""

from platguard.cli import run

run()
