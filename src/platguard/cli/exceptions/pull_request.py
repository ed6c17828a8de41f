"""The text of the pull request that asks for an exception, in Markdown that nothing breaks out of.

What a repository or a requester wrote stands in code only: there no character formats, mentions
anybody, or opens a link.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from shlex import quote

from platguard import dates
from platguard.approvals import missing_roles
from platguard.model.policy_exception import PolicyException, Scope
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.renewals import Renewals
from platguard.reporters.inert import inert
from platguard.reporters.inert_markdown import code


def pull_request(
    exception: PolicyException,
    path: str,
    register: OpenRegister,
    arguments: str,
    findings: Sequence[Finding] = (),
) -> str:
    """Title and body, an empty line between them; `findings` are what it is asked for.

    `arguments` are those that choose the same register on the command line.
    """
    rules = " and ".join(exception.rules)
    title = f"Exception {exception.id}: {rules} until {exception.sunset}"
    if exception.renews:
        title += f", renews {exception.renews}"
    lines = [
        inert(title),
        "",
        "## What",
        "",
        *_what(exception, findings),
        "",
        "## Where",
        "",
        *(f"- {told}" for told in _where(exception.scope)),
        "",
        "## Why",
        "",
        code(exception.reason),
        *_instead(exception),
        "",
        "## Until when",
        "",
        _until(exception, register),
        "",
        "## Approvals needed",
        "",
        *_approvals(exception, path, register, arguments),
    ]
    return "\n".join(lines) + "\n"


def _what(exception: PolicyException, findings: Sequence[Finding]) -> Iterator[str]:
    rules = " and ".join(code(rule) for rule in exception.rules)
    kind = {"mitigated": "is met in another way", "waiver": "is waived, the risk accepted"}
    asked = kind.get(exception.category, "is waived")
    people = f"{code(exception.requested_by)} for {code(exception.owner)}"
    yield f"Requested by {people}: {rules} {asked}."
    if exception.renews:
        yield f"It renews {code(exception.renews)}."
    for found in findings:
        yield ""
        yield f"- {code(found.message)}"
        yield f"- fix: {code(found.fix)}" if found.fix else "- fix: none is known"
        yield f"- severity {found.severity}, {found.level} today"


def _where(scope: Scope) -> Iterator[str]:
    named = {
        "repository": scope.repositories,
        "path": scope.paths,
        "fingerprint": scope.fingerprints,
    }
    for name, texts in named.items():
        for text in texts:
            yield f"{name} {code(text)}"
    for one in scope.resources:
        labels = [f"{key}={value}" for key, value in one.labels.items()]
        parts = filter(None, (one.kind, one.namespace, one.name, *labels))
        yield f"resource {code(' '.join(parts))}"
    if scope == Scope():
        yield "everywhere"


def _instead(exception: PolicyException) -> Iterator[str]:
    if exception.compensating:
        yield ""
        yield f"What is done instead: {code(exception.compensating)}"
    if exception.ticket:
        yield ""
        yield f"Ticket: {code(exception.ticket)}"


def _until(exception: PolicyException, register: OpenRegister) -> str:
    as_of = register.situation.as_of
    days = dates.count_days(dates.days_between(as_of, date.fromisoformat(exception.sunset)))
    told = f"It covers through {exception.sunset}, {days} from {as_of}."
    if not exception.renews:
        return told
    renewals: Renewals = register.authority(exception).renewals
    terms = " then ".join(code(term.id) for term in renewals.chain(exception))
    since = renewals.since(register.entry(exception.renews).exception)
    return f"{told} Terms: {terms}" + (f", exempt since {since}." if since else ".")


def _approvals(
    exception: PolicyException, path: str, register: OpenRegister, arguments: str
) -> Iterator[str]:
    yield "Two people, neither of them the requester; each commits to this branch:"
    approve = f"platguard exceptions approve {exception.id}{inert(arguments)}"
    git, file = _git(path, register)
    sign = " -S" if register.is_signed else ""
    for role in missing_roles(approval.role for approval in exception.approvals):
        names = [code(name) for name in register.approvers(role, exception)]
        yield ""
        yield f"- {role}: {' or '.join(names) or 'nobody whom the configuration names can'}"
        yield ""
        yield "  ```sh"
        yield f"  {approve} --role {role} --by NAME"
        yield f"  {git} add {inert(quote(file))}"
        yield f"  {git} commit{sign} -m 'Approve {exception.id} as {role}'"
        yield "  ```"


def _git(path: str, register: OpenRegister) -> tuple[str, str]:
    """How git is called for a file of the register, and what it then calls the file."""
    if not register.settings.register_root:
        return "git", path
    folder, file = os.path.split(os.path.join(register.base, path))
    return f"git -C {inert(quote(os.path.relpath(folder, register.request.cwd)))}", file
