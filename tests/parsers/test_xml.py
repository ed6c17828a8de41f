"""XML: elements with their places, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.model.document import Element
from platguard.parsers import parse
from platguard.parsers.text import MAX_BYTES, MAX_DEPTH

TEXT = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- ours -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <properties>
    <java.version> 17 </java.version><empty/>
    <text>a &amp; <![CDATA[<b>]]> c<child/>after</text>
  </properties>
</project>
"""


def _root(data: bytes) -> Element:
    parsed = parse(data, "xml")
    assert not parsed.problems
    [document] = parsed.documents
    root = document.value
    assert isinstance(root, Element)
    return root


def test_elements_have_their_text_and_place() -> None:
    found = [
        (element.name, element.text, element.place.line)
        for element in _root(TEXT.encode()).within()
    ]
    assert found == [
        ("project", "", 3),
        ("properties", "", 4),
        ("java.version", "17", 5),
        ("empty", "", 5),
        ("text", "a & <b> c", 6),
        ("child", "", 6),
    ]
    properties = _root(TEXT.encode()).child("properties")
    assert properties is not None
    assert [child.place.column for child in properties.children] == [5, 38, 5]
    assert properties.child("absent") is None


def test_encodings() -> None:
    assert _root("<a>é</a>".encode("utf-16")).text == "é"
    assert _root(b"\xef\xbb\xbf<a>\xc3\xa9</a>").text == "é"
    assert (
        _root("<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".encode("latin-1")).text == "é"
    )


BOMB = (
    "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'>"
    + "".join(f"<!ENTITY b{n} '{f'&b{n - 1 if n else str()};' * 10}'>" for n in range(9))
    + "]><a>&b8;</a>"
)


@pytest.mark.parametrize(
    ("data", "line", "told"),
    [
        (b"", 1, "not XML: no element found"),
        (b"<a>\n<b></a>", 2, "not XML: mismatched tag"),
        (b"a: 1", 1, "not XML"),
        (b"<a>\xff</a>", 1, "not XML"),
        (b"<?xml version='1.0' encoding='x-none'?><a/>", 1, "not"),
        (BOMB.encode(), 1, "it declares an entity"),
        (b"<!DOCTYPE a [\n<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 2, "an entity"),
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), 1, f"more than {MAX_DEPTH} levels"),
        (b" " * (MAX_BYTES + 1), 1, "are not read"),
    ],
)
def test_what_is_not_read_says_why(data: bytes, line: int, told: str) -> None:
    parsed = parse(data, "xml")
    [problem] = parsed.problems
    assert told in problem.message
    assert problem.line == line
    assert not parsed.documents


@given(
    st.binary(max_size=100) | st.text(alphabet="<>/a&;![]'\"?-x= \n", max_size=100).map(str.encode)
)
def test_any_bytes(data: bytes) -> None:
    parsed = parse(data, "xml")
    assert len(parsed.documents) + len(parsed.problems) == 1
