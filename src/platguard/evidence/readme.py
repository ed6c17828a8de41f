"""What an export says to whoever opens the folder."""

from __future__ import annotations

from platguard.evidence.documents import HISTORY, ExportNote

PAYLOAD_TYPE = "application/vnd.in-toto+json"
"""What an envelope says of a statement (in-toto/attestation, `spec/v1/envelope.md`)."""
README = "README.md"


def readme(note: ExportNote) -> str:
    """The text, which depends on the export alone."""
    commits = (
        "as the history of scans has them"
        if note.commits == HISTORY
        else "that the inventory named when this was written; no history of scans was asked"
    )
    terms = note.terms
    return f"""\
# Compliance of an organisation on {terms.as_of}

platguard {terms.tool_version} judged the repositories of an organisation at the commits {commits}.

- `statement.json`: an in-toto statement with the SHA-256 of every other file, the commits, what
  decided, and the result by rule.
- `export.json`: the day, the version and digest of platguard, and how the files below are used.
- `repositories.json`: every repository, with placement, commit and tree, status and coverage.
- `results/`: what was found in each repository; `report.json`: the report made of the results.
- `register.json`: what is wrong with the register of exceptions that all of them share.
- `configuration/`, `standards/`, `register/`, `keys/`: what the organisation decided.
- `builtin/`: the standards and dated tables that came with platguard.
- `objects/`: packs of git with the commits, where they were asked for.

Ignore files, baselines and settings of a repository are part of its commit.

Check it, offline, with clones that have the commits:

    platguard verify THIS_FOLDER --repositories FOLDER_OF_CLONES

It says whether the files are those of the statement, judges every commit again by the files in this
folder, and tells what differs. A signature of `statement.json` is checked by the tool that made it;
in a DSSE envelope its payload type is `{PAYLOAD_TYPE}`.
"""
