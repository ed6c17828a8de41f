"""The inputs of the action, from environment variables, as options of `platguard scan`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from platguard_action.runner import Refusal

ONE_VALUE = ("config", "exceptions", "as-of", "previous", "fail-on")
"""Inputs that are options of the same name; empty ones are not passed."""


def text(environ: Mapping[str, str], name: str) -> str:
    """The value of an input, without blanks around it."""
    return environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def lines(environ: Mapping[str, str], name: str) -> list[str]:
    """The values of an input that holds one on each line."""
    found = (line.strip() for line in text(environ, name).splitlines())
    return [line for line in found if line]


def flag(environ: Mapping[str, str], name: str) -> bool:
    """Whether an input is true; Refusal for anything but true and false."""
    told = text(environ, name)
    if told not in ("true", "false"):
        raise Refusal(f"Input {name} is {told!r}: write true or false.")
    return told == "true"


def options(environ: Mapping[str, str]) -> Iterator[str]:
    """What the inputs say of how to judge; each value stays in one argument with its option."""
    yield from (f"--standards={source}" for source in lines(environ, "standards"))
    for name in ONE_VALUE:
        if value := text(environ, name):
            yield f"--{name}={value}"
    if flag(environ, "allow-incomplete"):
        yield "--allow-incomplete"
    if not flag(environ, "cache"):
        yield "--no-cache"
    yield from lines(environ, "args")
