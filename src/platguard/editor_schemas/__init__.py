"""JSON Schemas of the files that people write, for editors to check while they type.

They are made from what the readers themselves know (types of facts, levels, limits), and name the
rules that are in force. What no schema can say (whether dates are in order, whether an expression
is right) `platguard standards check` and `platguard exceptions check` tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from platguard.editor_schemas.configuration import configuration_schema, repository_schema
from platguard.editor_schemas.exception import exception_schema
from platguard.editor_schemas.inventory import inventory_schema
from platguard.editor_schemas.shapes import Shape
from platguard.editor_schemas.standard import standard_schema
from platguard.model.standard import Rule

SCHEMAS: Mapping[str, Callable[[Sequence[Rule]], Shape]] = {
    "standard": lambda _: standard_schema(),
    "configuration": configuration_schema,
    "repository": lambda _: repository_schema(),
    "exception": exception_schema,
    "inventory": lambda _: inventory_schema(),
}
"""Every kind of file, and what makes its schema of the rules that are in force."""
