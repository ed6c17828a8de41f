"""What the answers of workers beyond this machine come to; nothing in them is believed unread."""

from __future__ import annotations

import os

from platguard.errors import UsageError
from platguard.model.organisation import MISSING
from platguard.organisation.engines import Lost
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order
from platguard.organisation.worker import Broken, read_message


def outcome_of(data: bytes, order: Order) -> Observed | Lost:
    """What the answer to an order says."""
    try:
        message = read_message(data)
    except UsageError:
        return Lost("its worker gave an answer that is none", "")
    if isinstance(message, Broken):
        return Lost(message.reason, message.commit)
    if not isinstance(message, Observed) or message.observation.repository != order.name:
        return Lost("its worker answered for another repository", "")
    return message


def is_elsewhere(outcome: Observed | Lost, order: Order) -> bool:
    """Whether a worker does not see the folder that this process sees."""
    if isinstance(outcome, Lost) or outcome.observation.status != MISSING:
        return False
    return os.path.isdir(order.folder)


def blameless(reason: str) -> Lost:
    """What comes of an order that the engine lost, and not the repository."""
    return Lost(reason, "", blameless=True)
