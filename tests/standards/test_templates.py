"""Messages with expressions in them."""

from __future__ import annotations

import pytest

from platguard.cache import Cache
from platguard.expressions import ExpressionError, Expressions, evaluate
from platguard.table_files import TableFiles
from platguard.templates import expression_of

EXPRESSIONS = Expressions(lambda: TableFiles(Cache(None)).tables)
SCOPE = EXPRESSIONS.scope({"image.tag": "string", "days": "int", "names": "list"})


def told(template: str) -> object:
    """The text that a template gives."""
    text = expression_of(template, SCOPE.type_of)
    values = {"image.tag": 'la"test\\{', "days": 3, "names": ["a", "b"]}
    return evaluate(EXPRESSIONS.load(SCOPE.compile(text, "string")), values).value


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("", ""),
        ('plain "quoted" \\ text, é', 'plain "quoted" \\ text, é'),
        ("{image.tag}", 'la"test\\{'),
        ("in {days} days: {names}", "in 3 days: a, b"),
        ("{{}} and {{image.tag}}", "{} and {image.tag}"),
        ("{days == 3 ? '}' : '{'}", "}"),
        ("{ {'a': 'b'}['a'] }", "b"),
    ],
)
def test_texts(template: str, text: str) -> None:
    assert told(template) == text


@pytest.mark.parametrize(
    ("template", "column", "message"),
    [
        ("{image.tga}", 2, "did you mean image.tag"),
        ("ab {days + }", 12, "Syntax error"),
        ("{days", 1, "never closed"),
        ("days}", 5, "a lone"),
        ("{ {'a': 1} }", 2, "cannot show a map"),
    ],
)
def test_faults_name_the_column(template: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        told(template)
    assert error.value.column == column
