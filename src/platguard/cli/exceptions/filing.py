"""Puts a new entry into the register and tells how it is brought to those who approve."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from platguard.cli.exceptions.arguments import repeated
from platguard.cli.exceptions.pull_request import pull_request
from platguard.model.report import Finding
from platguard.modelines import modeline_for
from platguard.open_register import OpenRegister
from platguard.reporters.inert import inert
from platguard.requesting import NewEntry


def filed(new: NewEntry, register: OpenRegister, findings: Sequence[Finding] = ()) -> int:
    """Writes the entry unless it is there already; its pull request goes to standard output."""
    name = new.exception.id
    if new.data is None:
        state = register.standing(new.exception).state
        print(inert(f"{new.path}: {name} asks for it already and is {state}: nothing to change."))
        return 0
    data = modeline_for("exception", new.path, register.base).encode() + new.data
    register.write(new.path, data, new.exception)
    sys.stdout.write(
        pull_request(new.exception, new.path, register, repeated(register.request), findings)
    )
    told = f"{new.path}: written. Commit it to a branch, and open a pull request with this text."
    print(inert(told), file=sys.stderr)
    return 0
