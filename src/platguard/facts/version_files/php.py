"""What `composer.json` says about the version of PHP."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.version_ranges import COMPOSER
from platguard.facts.versions import file_facts, pinned_at, required_at
from platguard.model.facts import Fact, FileFacts


def extract(data: bytes) -> FileFacts:
    """The facts of `composer.json`: `require.php`, and the PHP that `config.platform` names.

    Composer chooses packages as if it ran on the platform's version (getcomposer.org/doc/06).
    """
    parsed = parsers.parse(data, "json")
    facts: list[Fact] = []
    for document in parsed.documents:
        value, label = document.value, "composer.json"
        facts += required_at(value, ("require", "php"), "php", COMPOSER, label)
        facts += pinned_at(value, ("config", "platform", "php"), "php", label)
    return file_facts(parsed, data, facts)
