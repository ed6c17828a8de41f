"""What `package.json` says: the Node.js that it runs on, and the commands of its scripts."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.package_scripts import extract_scripts
from platguard.facts.reading import follow, mapping
from platguard.facts.version_ranges import NPM
from platguard.facts.versions import file_facts, pinned_at, required_at
from platguard.model.facts import Fact, FileFacts


def extract(data: bytes) -> FileFacts:
    """The facts of `package.json`: `engines.node`, Volta's pin, `devEngines`, and its scripts.

    Fields as docs.npmjs.com/cli/configuring-npm/package-json and docs.volta.sh tell them.
    """
    parsed = parsers.parse(data, "json")
    facts: list[Fact] = []
    for document in parsed.documents:
        value, label = document.value, "package.json"
        facts += required_at(value, ("engines", "node"), "nodejs", NPM, label)
        facts += pinned_at(value, ("volta", "node"), "nodejs", label)
        runtime = ("devEngines", "runtime")
        if mapping(follow(value, runtime)).get("name") == "node":
            facts += required_at(value, (*runtime, "version"), "nodejs", NPM, label)
        facts += extract_scripts(value)
    return file_facts(parsed, data, facts)
