"""The inventory of an organisation: which repositories it has, and where they stand."""

from platguard.inventory.reading import read_inventory

__all__ = ["read_inventory"]
