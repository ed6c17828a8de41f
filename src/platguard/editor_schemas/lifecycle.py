"""The shape of a lifecycle and of a revision, in a standard and in an organisation's setting."""

from __future__ import annotations

from platguard.approvals import REQUIRED_ROLES
from platguard.editor_schemas.shapes import (
    Shape,
    choice,
    day,
    flag,
    integer,
    listed,
    mapping,
    text,
    texts,
    words,
)

ROLES = dict(zip(REQUIRED_ROLES, ("The platform team.", "The leadership."), strict=True))
_MORE = ("retired_from", "applies_to", "new_after")


def lifecycle() -> Shape:
    """When a rule counts. That its dates are in order is for `standards check` to tell."""
    keys = {
        "announced": day("The day on which the teams were told of it.", "2026-09-30"),
        "warn_from": day("From this day on it warns; from `announced` on unless it is given."),
        "enforced_from": day(
            "From this day on it is enforced: at least three calendar months after `announced`, "
            "or `notice_waiver` says why not.",
            "2027-02-28",
        ),
        "retired_from": day("From this day on it does not count any more.", "2029-01-01"),
        "replacement": text("What takes the place of what the rule forbids.", "kubernetes"),
        "guide": text("Where the way there is described.", "https://platform.example/migrate"),
        "segments": texts("Only teams of these segments are reached; all unless given.", "backend"),
        "applies_to": choice(
            "Whom it reaches.",
            {"all": "Every repository.", "new": "Repositories that are newer than `new_after`."},
        ),
        "new_after": day("With `applies_to: new`: the day from which a repository is new."),
        "waves": listed("Groups of teams that it reaches on dates of their own.", _wave()),
        "notice_waiver": mapping(
            "Why the notice may be shorter than three months, and who agreed.",
            {
                "reason": words("Why it cannot wait.", "A vulnerability is exploited already."),
                "approvals": listed("Consent of two people, one for each role.", _consent()),
            },
            ["reason"],
        ),
    }
    is_new = {"properties": {"applies_to": {"const": "new"}}, "required": ["applies_to"]}
    return mapping(
        "When the rule is announced, warns, is enforced and is retired.",
        keys,
        more={
            "if": is_new,
            "then": {"required": ["new_after"]},
            "else": {"properties": {"new_after": False}},
        },
    )


def _wave() -> Shape:
    keys = {
        "name": words("Its name in reports.", "pilot"),
        "repositories": texts("Globs over names of repositories.", "payments/*"),
        "teams": texts("Teams that belong to it.", "platform-tools"),
        "segments": texts("Segments that belong to it.", "backend"),
        "warn_from": day("From this day on it warns them."),
        "enforced_from": day("From this day on it is enforced for them.", "2027-01-15"),
        "opt_in": flag("Whether they asked to be earlier than the others.", False),
    }
    return mapping("A group of teams.", keys, ["name", "enforced_from"])


def _consent() -> Shape:
    keys = {
        "role": choice("What they decide as.", ROLES),
        "by": words("A member of the role on that day.", "bob"),
        "on": day("The day on which they agreed.", "2026-09-28"),
    }
    return mapping("Consent of one person.", keys, list(keys))


def revision_lifecycle() -> Shape:
    """The dates of what a revision adds: whom it reaches and when it is retired, the rule says."""
    shape = lifecycle()
    keys = {name: key for name, key in shape["properties"].items() if name not in _MORE}
    return mapping("When what the revision adds is announced, warns and is enforced.", keys)


def revision_number() -> Shape:
    """The count of what a rule has been."""
    return integer("How often the rule has changed; a rule begins as 1.", 2, 2)


def revision_setting() -> Shape:
    """What an organisation may set of a revision."""
    keys = {"number": revision_number(), "lifecycle": revision_lifecycle()}
    told = "Other dates for what a revision of the rule adds; they hold for that number only."
    return mapping(told, keys, list(keys))
