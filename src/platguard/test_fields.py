"""Reads the tests that stand in a rule, and the edits that must change what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from platguard.fields import Fields
from platguard.model.standard import EXPECTATIONS, WORSE, InlineTest, Mutation, Param
from platguard.param_fields import param_values

TEST_KEYS = ("name", "given", "expect", "as_of", "params")
MUTATION_KEYS = ("name", "of", "replace", "with", "as_of", "expect")


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
        expect = found.choice("expect", (*EXPECTATIONS, WORSE), "fail")
        if expect == WORSE and not (fields.has("gap") and by_name[of].expect == "fail"):
            told = "worse is for a rule with a gap, and for a test that expects fail"
            raise found.fault(told, "expect")
        if expect == by_name[of].expect:
            raise found.fault(f"the test {of!r} itself expects {expect}", "expect")
        day = found.date("as_of")
        edits = found.has("replace") or found.has("with") or not day
        replace, by = _edit(found, by_name[of]) if edits else ("", "")
        return Mutation(
            name=found.text("name", "") or f"{of}, changed",
            of=of,
            replace=replace,
            by=by,
            as_of=day.isoformat() if day else "",
            expect=expect,
            line=found.value.start().line,
        )

    return fields.mappings("mutations", "the mutation", MUTATION_KEYS, mutation)


def _edit(fields: Fields, test: InlineTest) -> tuple[str, str]:
    """The text that is replaced in the files of a test, and the text that replaces it."""
    text = fields.text_as_written("replace")
    times = sum(content.count(text) for content in test.given.values()) if text else 0
    if times != 1:
        raise fields.fault(
            f"replace stands {times} times in the files of the test {test.name!r}; "
            "it must stand once",
            "replace",
        )
    return text, fields.text_as_written("with")
