"""Reads how a rule says that what it finds is mended: the key `edits`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platguard.fields import Fields
from platguard.model.repair import REPAIRS
from platguard.model.standard import Edit

OF_MAPPINGS = ("set", "append", "remove", "rename")
"""What is done to a mapping of a YAML or JSON file; one edit may do several of them."""
OF_TEXTS = ("replace", "instruction", "create")
"""What an edit does by itself."""
EDIT_KEYS = ("class", "when", "at", "up", "before", *OF_MAPPINGS, *OF_TEXTS)


def read_edits(fields: Fields) -> list[Edit]:
    """The edits of a rule. Raises UsageError at the place of the first fault."""
    return fields.mappings("edits", "the edit", EDIT_KEYS, _edit)


def _edit(fields: Fields) -> Edit:
    done = [key for key in (*OF_MAPPINGS, *OF_TEXTS) if fields.has(key)]
    alone = [key for key in done if key in OF_TEXTS]
    if not done or (alone and len(done) > 1):
        known = f"some of {', '.join(OF_MAPPINGS)}, or one of {', '.join(OF_TEXTS)}"
        raise fields.fault(
            f"the edit has {' and '.join(done) or 'nothing to do'}; expected {known}"
        )
    for key in ("up", "before"):
        if alone and fields.has(key):
            raise fields.fault(f"{key} goes with {', '.join(OF_MAPPINGS)} only", key)
    kind = fields.choice("class", tuple(REPAIRS))
    if kind == "safe" and fields.has("create"):
        raise fields.fault("a file is only created as a suggestion: class: suggest", "class")
    start = fields.value.start()
    return Edit(
        kind=kind,
        when=fields.text("when", ""),
        at=fields.text("at", ""),
        up=fields.integer("up", 0),
        set=_nested(fields, "set"),
        append=_nested(fields, "append"),
        remove=_removed(fields),
        rename=_nested(fields, "rename"),
        before=fields.text("before", ""),
        replace=fields.text("replace") if fields.has("replace") else "",
        instruction=fields.text("instruction") if fields.has("instruction") else "",
        create=_created(fields),
        line=start.line,
        column=start.column,
    )


_LEAVES = {"set": object, "append": list, "rename": str}
"""What stands at the end of the keys of each operation."""


def _nested(fields: Fields, key: str) -> Mapping[str, Any]:
    if not fields.has(key):
        return {}
    value = fields.value[key]
    if not isinstance(value, dict) or not value:
        raise fields.fault(f"{key} of the edit must be a mapping with something in it", key)
    for leaf in _leaves(value):
        if not isinstance(leaf, _LEAVES[key]):
            told = "a list of items" if key == "append" else "the new name of a key"
            raise fields.fault(f"{key} of the edit must end in {told}", key)
    return _plain(value)  # type: ignore[no-any-return]


def _removed(fields: Fields) -> Mapping[str, Any] | list[str]:
    value = fields.value.get("remove", [])
    for leaf in _leaves(value) if isinstance(value, dict) else [value]:
        is_list = isinstance(leaf, list) and all(isinstance(item, str) for item in leaf)
        # A template that is one expression may give the list.
        if not is_list and not (isinstance(leaf, str) and leaf.startswith("{")):
            raise fields.fault("remove of the edit must end in a list of keys or items", "remove")
    return _plain(value)  # type: ignore[no-any-return]


def _created(fields: Fields) -> Mapping[str, str]:
    created = fields.pairs("create")
    if fields.has("create") and not created:
        raise fields.fault("create of the edit must be a mapping from paths to texts", "create")
    for path in created:
        if path.startswith("/") or ".." in path.split("/"):
            raise fields.fault(f"{path!r} does not lie in the folder of the file", "create")
    return created


def _leaves(value: Any) -> Iterator[Any]:
    for item in value.values():
        if isinstance(item, dict) and item:
            yield from _leaves(item)
        else:
            yield item


def _plain(value: Any) -> Any:
    """A copy without places."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
