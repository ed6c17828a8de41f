"""What a report is about, as the files of an organisation say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from platguard.audit.wanted import Wanted
    from platguard.model.organisation import Inventory
    from platguard.open_register import OpenRegister


def wanted_of(opened: OpenRegister, inventory: Inventory, **more: Any) -> Wanted:
    """A report of the day of the register, by its configuration and an inventory; `more` are other
    fields of Wanted, or the same."""
    from platguard.audit.wanted import Wanted
    from platguard.exempting import OF_REGISTER

    organisation = opened.settings.organisation
    given: dict[str, Any] = {
        "as_of": opened.situation.as_of,
        "capabilities": organisation.capabilities,
        "programme": organisation.programme,
        "engineers": inventory.engineers,
        "archived": {one.placement.name for one in inventory.members if one.archived},
        "about_register": {rule.id for rule in opened.policy.rules if rule.on in OF_REGISTER},
    }
    return Wanted(**given | more)
