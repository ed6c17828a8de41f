"""Brings the tables of a database to the newest revision, step by step.

The steps are alembic's, in the folder `migrations`; each is recorded in the database, so that each
is taken once.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """What alembic must know, for a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Takes the steps that are missing, in the transaction of the connection."""
    command.upgrade(configuration(connection), revision)
