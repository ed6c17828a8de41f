"""An edit changes the fewest characters, in the manner of the text around them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from fixes.editing import edit, edited
from platguard.edits import EditableFile
from platguard.model.document import Place


class Case(NamedTuple):
    name: str
    before: str
    word: str
    given: dict[str, Any]
    after: str


PROFILE = {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}
DROP = {"securityContext": {"capabilities": {"drop": ["ALL"]}}}

CASES = [
    Case(
        "a value keeps its quotes and its comment",
        'image: "k8s.gcr.io/pause:3"  # why\n',
        '"k8s',
        {"replace": "registry.k8s.io/pause:3"},
        'image: "registry.k8s.io/pause:3"  # why\n',
    ),
    Case("single quotes", "a: 'it''s'\n", "'it", {"replace": "what's"}, "a: 'what''s'\n"),
    Case(
        "a text that a reader takes for a number",
        "v: '3'\n",
        "'3'",
        {"set": {"w": "22:22"}},
        "v: '3'\nw: \"22:22\"\n",
    ),
    Case(
        "a text that a reader takes for true",
        "v: a\n",
        "v",
        {"set": {"w": "yes", "x": True}},
        'v: a\nw: "yes"\nx: true\n',
    ),
    Case(
        "a number becomes a text in quotes",
        "python-version: 3.9\n",
        "3.9",
        {"replace": "3.14"},
        'python-version: "3.14"\n',
    ),
    Case(
        "a new mapping below the others, above the comment that follows",
        "containers:\n- name: a # x\n  image: b\n# end\nother: 1\n",
        "a # x",
        {"set": PROFILE},
        "containers:\n- name: a # x\n  image: b\n  securityContext:\n    seccompProfile:\n"
        "      type: RuntimeDefault\n# end\nother: 1\n",
    ),
    Case(
        "into a mapping that is there, as far as the others are indented",
        "pod:\n   name: a\n   securityContext:\n      runAsUser: 1 # one\n",
        "a\n",
        {"set": {"securityContext": {"privileged": False}}},
        "pod:\n   name: a\n   securityContext:\n      runAsUser: 1 # one\n"
        "      privileged: false\n",
    ),
    Case(
        "a mapping in the place of nothing",
        "name: a\nsecurityContext:\n# later\nlast: 1\n",
        "a\n",
        {"set": {"securityContext": {"privileged": False}}},
        "name: a\nsecurityContext:\n  privileged: false\n# later\nlast: 1\n",
    ),
    Case(
        "a mapping in the place of a word",
        "permissions: write-all # all\njobs: {}\n",
        "permissions",
        {"set": {"permissions": {"contents": "read"}}},
        "permissions:\n  contents: read # all\njobs: {}\n",
    ),
    Case(
        "above a key and its comment",
        "on: push\n\n# what runs\njobs: {}\n",
        "jobs",
        {"before": "jobs", "set": {"permissions": {"contents": "read"}}},
        "on: push\n\npermissions:\n  contents: read\n\n# what runs\njobs: {}\n",
    ),
    Case(
        "in brackets",
        "c: {name: a, image: b }\n",
        "a,",
        {"set": PROFILE},
        "c: {name: a, image: b, securityContext: {seccompProfile: {type: RuntimeDefault}} }\n",
    ),
    Case(
        "into empty brackets",
        "c: {name: a, s: {}}\n",
        "a,",
        {"set": {"s": {"x": 1}}},
        "c: {name: a, s: {x: 1}}\n",
    ),
    Case(
        "lists as the text has them, not indented",
        "spec:\n  ports:\n  - 80\n  name: a\n",
        "a\n",
        {"append": DROP},
        "spec:\n  ports:\n  - 80\n  name: a\n  securityContext:\n    capabilities:\n      drop:\n"
        "      - ALL\n",
    ),
    Case(
        "at the end of a list, in its quotes",
        "name: a\nopts:\n    - 'x:1' # one\nlast: 1\n",
        "a\n",
        {"append": {"opts": ["y:1"]}},
        "name: a\nopts:\n    - 'x:1' # one\n    - 'y:1'\nlast: 1\n",
    ),
    Case(
        "at the end of a list in brackets",
        "name: a\ndrop: [NET_RAW]\n",
        "a\n",
        {"append": {"drop": ["ALL"]}},
        "name: a\ndrop: [NET_RAW, ALL]\n",
    ),
    Case(
        "what the list has already is not added",
        "name: a\ndrop: [ALL]\n",
        "a\n",
        {"append": {"drop": ["ALL"]}, "set": {"x": 1}},
        "name: a\ndrop: [ALL]\nx: 1\n",
    ),
    Case(
        "a line is taken out, with the empty one behind it",
        "version: '3'\n\nservices: {}\n",
        "'3'",
        {"remove": ["version"]},
        "services: {}\n",
    ),
    Case(
        "a comment on the line stays",
        "a: 1\nversion: '3' # why\nb: 2\n",
        "'3'",
        {"remove": ["version"]},
        "a: 1\n# why\nb: 2\n",
    ),
    Case(
        "the last line of a text without an end",
        "a: 1\nversion: '3'",
        "'3'",
        {"remove": ["version"]},
        "a: 1",
    ),
    Case(
        "an item of a list, and the list that is empty then",
        "name: a\ncap:\n  add: [X]\n  drop: [ALL]\nb: 1\n",
        "a\n",
        {"remove": {"cap": {"add": ["X"]}}},
        "name: a\ncap:\n  drop: [ALL]\nb: 1\n",
    ),
    Case(
        "an item between others",
        "name: a\nadd: [X, W, Z]\n",
        "a\n",
        {"remove": {"add": ["W"]}},
        "name: a\nadd: [X, Z]\n",
    ),
    Case(
        "an item on its line",
        "name: a\nadd:\n- X\n- Y # keep\n- Z\n",
        "a\n",
        {"remove": {"add": ["X"]}},
        "name: a\nadd:\n- Y # keep\n- Z\n",
    ),
    Case(
        "the first key of an item",
        "- old: 1\n  name: a\n",
        "a\n",
        {"remove": ["old"]},
        "- name: a\n",
    ),
    Case(
        "a key out of brackets",
        "m: {a: 1, b: 2, c: 3}\n",
        "2",
        {"remove": ["b"]},
        "m: {a: 1, c: 3}\n",
    ),
    Case(
        "another name of a key",
        "spec:\n  serviceAccount: api # who\n",
        "api",
        {"rename": {"serviceAccount": "serviceAccountName"}},
        "spec:\n  serviceAccountName: api # who\n",
    ),
    Case(
        "a value moves",
        "metadata:\n  name: a\n  annotations:\n    old: fast\nspec:\n  x: 1\n",
        "old",
        {"up": 2, "remove": {"metadata": {"annotations": ["old"]}}, "set": {"spec": {"c": "fast"}}},
        "metadata:\n  name: a\nspec:\n  x: 1\n  c: fast\n",
    ),
    Case(
        "line ends",
        "name: a\r\nlast: 1\r\n",
        "a\r",
        {"set": {"x": {"v": 1}}},
        "name: a\r\nlast: 1\r\nx:\r\n  v: 1\r\n",
    ),
    Case("no line break at the end", "name: a", "a", {"set": {"x": 1}}, "name: a\nx: 1"),
    Case(
        "below a text in lines",
        "name: a\nimage: |\n  one\n\n  two\n\nother: 1\n",
        "a\n",
        {"set": {"x": 1}},
        "name: a\nimage: |\n  one\n\n  two\n\nother: 1\nx: 1\n",
    ),
    Case(
        "a text in lines at the end",
        "c:\n- name: a\n  args: |\n    one\n\n# next\nd: 1\n",
        "a\n",
        {"set": {"x": 1}},
        "c:\n- name: a\n  args: |\n    one\n  x: 1\n\n# next\nd: 1\n",
    ),
    Case(
        "one document of several",
        "a: 1\n---\nname: b\n--- # third\nc: 1\n",
        "b\n",
        {"set": {"x": 1}},
        "a: 1\n---\nname: b\nx: 1\n--- # third\nc: 1\n",
    ),
    Case(
        "text within a script",
        'run: |\n  make\n  echo "::set-output name=x::1"\n',
        "::set",
        {"replace": 'x=1" >> "$GITHUB_OUTPUT"'},
        'run: |\n  make\n  echo "x=1" >> "$GITHUB_OUTPUT"\n',
    ),
    Case(
        "an anchor that nothing else uses",
        "a: &x old\nb: 1\n",
        "&x",
        {"replace": "new"},
        "a: &x new\nb: 1\n",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_edit(case: Case) -> None:
    assert edited(case.before, case.word, **case.given) == case.after


JSON = '{\n\t"spec": {\n\t\t"name": "a",\n\t\t"list": []\n\t},\n\t"last": null\n}'


def test_json_stays_json_in_its_own_layout() -> None:
    after = edited(JSON, '"a"', kind="manifest-json", set=PROFILE, append={"list": ["x"]})
    added = (
        '["x"],\n\t\t"securityContext": {\n\t\t\t"seccompProfile": {\n'
        '\t\t\t\t"type": "RuntimeDefault"\n\t\t\t}\n\t\t}'
    )
    assert after == JSON.replace("[]", added)


def test_a_byte_order_mark_stays() -> None:
    file = EditableFile.of(b"\xef\xbb\xbfname: a\r\n", "manifest")
    spot = file.spot(Place(1, 7, 1))
    assert file.with_edit(spot, edit(replace="b")).data == b"\xef\xbb\xbfname: b\r\n"


SHARED = "services:\n  a: &a\n    image: x\n  b: *a\n"
EXTENDED = "x-common: &c\n  image: old\nservices:\n  a:\n    <<: *c\n  b:\n    <<: *c\n"


def test_what_all_users_of_an_anchor_want_is_changed_once_there() -> None:
    after = edited(SHARED, "a: &a", wishes=2, set={"a": {"read_only": True}})
    assert after == SHARED.replace("image: x\n", "image: x\n    read_only: true\n")
    assert edited(EXTENDED, "old", wishes=2, replace="new") == EXTENDED.replace("old", "new")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('FROM a\nRUN b\n\nCMD ["c"]\n', 'FROM a\nRUN b\nUSER 1\n\nCMD ["c"]\n'),
        ("FROM a AS b\nFROM c", "FROM a AS b\nFROM c\nUSER 1"),
        ("FROM a\r\nENTRYPOINT b\r\n", "FROM a\r\nUSER 1\r\nENTRYPOINT b\r\n"),
        (
            "FROM a\nRUN <<EOF\nUSER 0\nEOF\nEXPOSE 1\n",
            "FROM a\nRUN <<EOF\nUSER 0\nEOF\nUSER 1\nEXPOSE 1\n",
        ),
        ("FROM a\nRUN x \\\n  y\n", "FROM a\nRUN x \\\n  y\nUSER 1\n"),
    ],
)
def test_an_instruction_of_a_dockerfile(before: str, after: str) -> None:
    assert edited(before, "FROM", kind="dockerfile", instruction="USER 1") == after
