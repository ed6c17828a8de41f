"""The comment by which a YAML file tells an editor its schema.

`# yaml-language-server: $schema=PATH` is read by the YAML language server (VS Code, Neovim, Emacs,
Zed, ...) and by JetBrains. PATH is relative to the file: see "Using a modeline" in the README of
redhat-developer/yaml-language-server. A schema that is not there is an error in the editor, so it
is named only where it lies.
"""

from __future__ import annotations

import os

from platguard.config_files import schema_file


def modeline(schema: str, file: str) -> str:
    """The first line of a file whose schema lies at `schema`; both relative to one folder."""
    path = os.path.relpath(schema, os.path.dirname(file) or os.curdir)
    return f"# yaml-language-server: $schema={path}\n"


def modeline_for(kind: str, file: str, root: str) -> str:
    """The first line of a file of a repository; empty when its schema is not kept there."""
    schema = schema_file(kind)
    return modeline(schema, file) if os.path.isfile(os.path.join(root, schema)) else ""
