"""Reads the tests that stand in a rule, and the edits that must change what they find."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.fields import Fields
from platguard.model.standard import EXPECTATIONS, InlineTest, Mutation

TEST_KEYS = ("name", "given", "expect", "as_of")
MUTATION_KEYS = ("name", "of", "replace", "with", "expect")


def read_tests(fields: Fields) -> list[InlineTest]:
    """The tests of a rule. Raises UsageError at the place of the first fault."""
    return fields.mappings("tests", "the test", TEST_KEYS, _test)


def _test(fields: Fields) -> InlineTest:
    day = fields.date("as_of")
    return InlineTest(
        name=fields.text("name"),
        given=fields.pairs("given"),
        expect=fields.choice("expect", EXPECTATIONS),
        as_of=day.isoformat() if day else "",
        line=fields.value.start().line,
    )


def read_mutations(fields: Fields, tests: Sequence[InlineTest]) -> list[Mutation]:
    """The mutations of a rule with these tests.

    Raises UsageError for one whose test or text is not there, or that could change nothing.
    """
    by_name = {test.name: test for test in tests}

    def mutation(found: Fields) -> Mutation:
        of = found.choice("of", tuple(by_name))
        test, text = by_name[of], found.text_as_written("replace")
        expect = found.choice("expect", EXPECTATIONS, "fail")
        times = sum(content.count(text) for content in test.given.values())
        if times != 1:
            raise found.fault(
                f"replace stands {times} times in the files of the test {of!r}; it must stand once",
                "replace",
            )
        if expect == test.expect:
            raise found.fault(f"the test {of!r} itself expects {expect}", "expect")
        name = found.text("name", "") or f"{of}, changed"
        by = found.text_as_written("with")
        return Mutation(name, of, text, by, expect, found.value.start().line)

    return fields.mappings("mutations", "the mutation", MUTATION_KEYS, mutation)
