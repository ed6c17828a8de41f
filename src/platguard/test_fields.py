"""Reads the tests that stand in a rule, and the edits that must change what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from platguard.fields import Fields
from platguard.model.standard import EXPECTATIONS, InlineTest, Mutation, Param
from platguard.param_fields import param_values

TEST_KEYS = ("name", "given", "expect", "as_of", "params")
MUTATION_KEYS = ("name", "of", "replace", "with", "expect")


def read_tests(fields: Fields, params: Mapping[str, Param]) -> list[InlineTest]:
    """The tests of a rule with these params. Raises UsageError at the place of the first fault."""

    def test(found: Fields) -> InlineTest:
        day = found.date("as_of")
        return InlineTest(
            name=found.text("name"),
            given=found.pairs("given"),
            expect=found.choice("expect", EXPECTATIONS),
            as_of=day.isoformat() if day else "",
            params=param_values(found, "the params of the test", params),
            line=found.value.start().line,
        )

    return fields.mappings("tests", "the test", TEST_KEYS, test)


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
