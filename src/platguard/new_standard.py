"""A standard of an organisation's own as a first proposal: one rule, whole, to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from textwrap import indent

from platguard.dates import add_months
from platguard.notice import NOTICE_MONTHS

_SLACK = timedelta(days=14)
"""How long a standard may lie around before it is committed: its notice counts from then."""


def new_standard(rule: str, day: date) -> str:
    """The text of a standard with the rule `rule`, which asks Deployments for a second replica.

    It is right as it stands: `platguard standards check --test` finds nothing wrong with it.
    """
    return "\n".join([*_head(rule, "Deployments can be rolled out safely"), *_example(rule, day)])


def copied_standard(rule: str, like: str, copy: str, day: date) -> str:
    """The text of a standard whose rule begins as a copy of `like`.

    `copy` is that rule as `copied_rule` gives it, with `LIFECYCLE` where its dates belong.
    """
    lines = [
        *_head(rule, f"What we ask for beside {like}"),
        f"  # This began as a copy of {like}, which stays what it is. Where both are one question,",
        f"  # `rules: {{{like}: {{enabled: false}}}}` in platguard.yaml leaves it to this one.",
        "  # docs/reference.md tells what a rule may ask of a fact.",
    ]
    told = f"what {like} asks for"
    return "\n".join([*lines, copy.replace(LIFECYCLE, "\n".join([*_dates(rule, day, told), ""]))])


LIFECYCLE = "    lifecycle: []\n"
"""What stands for the dates of a rule in its copy, each line indented as the keys of rules are."""


def _head(rule: str, title: str) -> Iterator[str]:
    yield "# What the platform expects in one area, who decides about it, and whom to ask."
    yield f"standard: {rule}"
    yield f"title: {title}"
    yield "owner: team-platform"
    yield 'contact: "#platform"'
    yield "rules:"


def _example(rule: str, day: date) -> Iterator[str]:
    yield indent(_RULE.format(rule=rule), "  ").rstrip("\n")
    yield from _dates(rule, day, "two replicas or more")
    yield indent(_TESTS, "    ")


def _dates(rule: str, day: date, replacement: str) -> Iterator[str]:
    yield "    # It warns from the day on which it is announced, and fails from the day on which it"
    yield "    # is enforced: three calendar months later at the earliest, counted from the commit"
    yield "    # that publishes it. A rule without dates is enforced at once, for everybody."
    yield "    lifecycle:"
    yield f"      announced: {day}"
    yield f"      enforced_from: {_enforced_from(day)}"
    yield f"      replacement: {replacement}"
    yield f"      guide: https://platform.example/standards/{rule}  # tells teams how to get there"


def _enforced_from(day: date) -> date:
    """The first day of a month that leaves teams their notice, and its author some days."""
    earliest = add_months(day + _SLACK, NOTICE_MONTHS)
    return earliest if earliest.day == 1 else add_months(earliest.replace(day=1), 1)


# Doubled braces stand for one, and lines that end with a backslash go on.
_RULE = """\
# One rule is one question. Its id names the fault, and never changes.
- id: {rule}
  title: Deployments run more than one replica
  # What is judged, each by itself: a type of fact. `platguard facts --all` prints those of a
  # repository, docs/reference.md tells their fields.
  on: workload
  # Where this does not hold, the rule says nothing: whoever runs none wants none.
  when: workload.kind == "Deployment" && workload.replicas != 0
  # What must hold; or `deny:`, what must not. Both are CEL, the language of admission policies.
  require: workload.replicas >= params.least
  # What an organisation may set in its platguard.yaml.
  params:
    least: {{type: int, default: 2}}
  # critical, high, medium, low or info: how bad it is, whatever the day.
  severity: medium
  why: A node that is drained takes the only replica with it.
  # One sentence on what was found and what is asked for; `fix` is the smallest remedy.
  message: "{{workload.label}} runs {{workload.replicas == -1 ? 1 : workload.replicas}} replica, \
{{params.least}} are needed."
  fix: "Set replicas: {{params.least}}."
  # The field whose line is reported.
  at: replicas
"""

_TESTS = """\
# Files that fail it and files that pass it: what the rule means, run by
# `platguard standards test`.
tests:
  - name: one replica
    given:
      api.yaml: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api}
        spec: {replicas: 1, template: {spec: {containers: [{name: api, image: "api:1.0"}]}}}
    expect: fail
  - name: two replicas
    given:
      api.yaml: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api}
        spec: {replicas: 2, template: {spec: {containers: [{name: api, image: "api:1.0"}]}}}
    expect: pass
  - name: scaled to nothing
    given:
      api.yaml: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api}
        spec: {replicas: 0, template: {spec: {containers: [{name: api, image: "api:1.0"}]}}}
    expect: not-applicable
# Edits of a passing test that must make it fail: they show that the test can.
mutations:
  - {of: two replicas, replace: "replicas: 2", with: "replicas: 1"}
"""
