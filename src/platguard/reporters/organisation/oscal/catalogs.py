"""What the controls of frameworks are called in OSCAL.

NIST publishes the catalog of SP 800-53 in OSCAL, and its identifiers are used: the control CM-7(5)
is `cm-7.5`, its statement `cm-7.5_smt`, and item f of IA-5 is `ia-5_smt.f` (usnistgov,
`oscal-content/nist.gov/SP800-53/rev5`). Of other frameworks there is no such catalog: there
identifiers are the name of the framework and that of the control.
"""

from __future__ import annotations

from platguard.patterns import pattern
from platguard.reporters.organisation.oscal.values import token
from platguard.tuples import NamedTuple

NIST = "nist-800-53r5"
CATALOGS = {
    NIST: "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/"
    "json/NIST_SP-800-53_rev5_catalog.json",
}
"""Where a framework is published in OSCAL."""

_OF_NIST = pattern(r"([A-Z]{2}-\d+)(?:\((\d+)\))?(?:\(([a-z])\))?")


class Target(NamedTuple):
    """A control, and the statement of it that evidence is about."""

    control: str
    statement: str


def target(framework: str, control: str) -> Target:
    """The identifiers of a control."""
    if framework == NIST and (found := _OF_NIST.fullmatch(control)):
        base, enhancement, item = found.groups()
        name = base.lower() + (f".{enhancement}" if enhancement else "")
        return Target(name, f"{name}_smt" + (f".{item}" if item else ""))
    name = token(f"{framework}_{control}".lower())
    return Target(name, f"{name}_smt")
