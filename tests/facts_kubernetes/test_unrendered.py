"""Templates of charts, of which nothing is rendered: what is known, what is not, what is lost."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import (
    ApiFact,
    ContainerFact,
    ImageFact,
    NetworkPolicyFact,
    ObjectFact,
    WorkloadFact,
)

from .reading import facts, only, read

Steps = Callable[[Callable[[], object]], int]
"""Counts the steps of a call."""

POD = """
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: api
      image: "registry.example/api:1.0.0"
"""


def pod(container: str) -> str:
    """A template of a pod, with more lines of its container."""
    return POD + indent(dedent(container).strip("\n"), "      ") + "\n"


def test_a_template_is_read_and_told_as_unrendered() -> None:
    found = read(POD)
    assert (found.problems, found.recognised, found.unrendered) == ([], True, True)
    assert only(POD, ObjectFact).name == "{{ .Release.Name }}"


@pytest.mark.parametrize(
    ("container", "limits", "is_known"),
    [
        ("resources: {limits: {memory: 1Gi}}", {"memory": "1Gi"}, True),
        ("ports: []", {}, True),
        ("resources: {{- toYaml .Values.resources | nindent 8 }}", {}, False),
        ("resources:\n  {{- toYaml .Values.resources | nindent 8 }}", {}, False),
        ("resources:\n{{ toYaml .Values.resources | indent 8 }}", {}, False),
        ("{{- with .Values.r }}\nresources:\n  {{- toYaml . | nindent 8 }}\n{{- end }}", {}, False),
        ("{{- toYaml .Values.more | nindent 6 }}", {}, False),
        ('{{- include "api.resources" (dict "a" 1\n  "b" 2) | nindent 6 }}', {}, False),
        ("{{/* resources: {limits: {memory: 1Gi}} */}}", {}, True),
        ("{{- if .Values.x }}\ntty: true\n{{- end }}", {}, True),
        (
            "{{- if .Values.big }}\nresources: {limits: {memory: 2Gi}}\n{{- else }}\n"
            "resources: {limits: {memory: 1Gi}}\n{{- end }}",
            {},
            False,
        ),
    ],
)
def test_limits_of_a_container(container: str, limits: dict[str, str], is_known: bool) -> None:
    fact = only(pod(container), ContainerFact)
    assert fact.limits == limits
    assert ("limits" not in fact.unknown) is is_known


def test_a_literal_beside_an_action_is_known() -> None:
    fact = only(
        pod(
            """
            resources:
              limits:
                cpu: {{ .Values.cpu }}
                memory: 1Gi
            """
        ),
        ContainerFact,
    )
    assert fact.limits == {"cpu": "{{ .Values.cpu }}", "memory": "1Gi"}


def test_what_follows_an_action_keeps_its_line() -> None:
    template = pod(
        """
        {{- /* a comment
               over lines */}}
        {{- if and .Values.a
                   .Values.b }}
        securityContext:
          privileged: true
        {{- end }}
        """
    )
    [fact] = facts(template, ContainerFact)
    line = template.splitlines().index("        privileged: true") + 1
    assert (fact.privileged, fact.places["privileged"].line) == (True, line)


@pytest.mark.parametrize(
    ("image", "reference"),
    [
        ("{{ .Values.image }}:latest", "{{ .Values.image }}:latest"),
        ('"{{ .Values.image }}:{{ .Values.tag | default "1" }}"', None),
        ("api:{{ if .Values.debug }}debug{{ else }}1.0.0{{ end }}", None),
    ],
)
def test_images(image: str, reference: str | None) -> None:
    template = POD.replace('"registry.example/api:1.0.0"', image)
    fact = only(template, ImageFact)
    if reference is None:
        assert "tag" in fact.unknown
    else:
        assert (fact.reference, fact.tag) == (reference, "latest")


def test_items_that_an_action_adds_to_a_list_are_containers_of_which_nothing_is_known() -> None:
    template = POD + "    {{- toYaml .Values.sidecars | nindent 4 }}\n"
    known, added = facts(template, ContainerFact)
    assert (known.name, known.image) == ("api", "registry.example/api:1.0.0")
    assert "image" in added.unknown


def test_an_object_that_only_old_clusters_get_has_no_known_version() -> None:
    template = (
        '{{- if .Capabilities.APIVersions.Has "policy/v1beta1" }}\n'
        "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\n{{- end }}\n"
    )
    assert only(template, ApiFact).unknown == ["api_version"]
    plain = template.replace('.Capabilities.APIVersions.Has "policy/v1beta1"', ".Values.policy")
    assert only(plain, ApiFact).api_version == "policy/v1beta1"


@pytest.mark.parametrize(
    ("condition", "is_known"),
    [
        ("if .Values.hostNetwork", False),
        ("if and .Values.a .Values.server.hostNetwork", False),
        ("if .Values.shareHostNetworkNamespace", False),
        ("with .Values.hostNetwork", False),
        ("if .Values.hostNetwork }}\n{{- if .Values.a }}\n{{- end", False),
        ("if .Values.hostNetwork }}\n{{- end }}\n{{- if .Values.a", True),
        ("if .Values.privileged", True),
        ("range .Values.hostNetwork", True),
    ],
)
def test_a_flag_that_the_values_switch_on_is_unknown(condition: str, is_known: bool) -> None:
    template = POD.rstrip() + f"\n  {{{{- {condition} }}}}\n  hostNetwork: true\n  {{{{- end }}}}\n"
    workload = only(template, WorkloadFact)
    assert ("host_network" not in workload.unknown) == is_known
    assert workload.host_network == is_known


@pytest.mark.parametrize("indent", ["", "  "])
def test_an_action_or_the_items_of_a_list_that_begin_where_their_key_does(indent: str) -> None:
    policy = f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: api}}
spec:
  ingress:
    {{{{- if .Values.ingress }}}}
    {{{{- toYaml .Values.ingress | nindent 4 }}}}
    {{{{- else }}}}
  {indent}- ports: [{{port: http}}]
    {{{{- end }}}}
"""
    [rule] = only(policy, NetworkPolicyFact).open_rules
    assert (rule.ports, rule.line) == ("port http", 10)


def test_a_flag_outside_of_any_condition_is_known() -> None:
    template = POD.rstrip() + "\n  hostNetwork: true\n"
    assert only(template, WorkloadFact).host_network


def test_a_definition_deploys_nothing_where_it_stands() -> None:
    template = '{{- define "a" }}\nhostNetwork: true\n{{- end }}\n' + POD
    assert not only(template, WorkloadFact).host_network


def test_text_within_a_block_stays_text() -> None:
    template = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .x }}\ndata:\n  a: |\n"
        "    {{- if .Values.a }}\n    kind: Pod\n    {{- end }}\n"
        "    {{- .Values.b | nindent 4 }}\n  b: c\n"
    )
    assert [fact.kind for fact in facts(template, ObjectFact)] == ["ConfigMap"]


def test_a_broken_document_beside_a_template_is_still_told() -> None:
    found = extract_yaml((POD + "---\napiVersion: v1\nkind: [\n").encode())
    assert [line for line, _, _ in found.problems] == [13]
    assert any(isinstance(fact, ContainerFact) for fact in found.facts)


LINES = st.sampled_from(
    [
        *("{{- if .x }}", "{{ else }}", "{{- end }}", "{{ range .y }}", '{{ define "z" }}'),
        *("{{ toYaml .x | nindent 4 }}", "{{ .x }}", "{{", "}}", "{{ `", '{{ "', "{{/*"),
        *("spec:", "  containers:", "  - name: a", "    image: b", "key: {{ .v }}", "a: |"),
        *("kind: Pod", "apiVersion: v1", "---", "\t", "# {{ .x }}", "- {{ .x }}", "  - - b: {{ }}"),
    ]
)


@given(st.lists(LINES, max_size=25))
def test_whatever_a_template_holds_is_no_error(lines: list[str]) -> None:
    read("\n".join(lines))


@pytest.mark.parametrize(
    "part",
    [
        "{{- if .x }}\nkey: {{ .v }}\n  {{ toYaml .x | nindent 2 }}\n{{- end }}\n",
        "{{- if .x }}\n  - name: a\n    value: b\n{{- end }}\n",
        "{{- if .x }}\na:\n{{- end }}\n    b: c\n",
        "{{- range .x }}\n{{- if .y }}\n  a:\n    b:\n{{- else }}\n    c: d\n{{- end }}\n",
        "{{ toYaml .x | nindent 2 }}\n{{ toYaml .x | nindent 4 }}\n",
        "{{- if .x }}\n---\n{{- end }}\n",
        "- - - -\n",
    ],
)
def test_a_long_template_takes_time_in_proportion(steps: Steps, part: str) -> None:
    def read_lines(number: int) -> int:
        data = (POD + "---\n" + part * number).encode()
        return steps(lambda: extract_yaml(data))

    small, large = read_lines(100), read_lines(400)
    assert large < 6 * small


def test_more_ways_than_are_told_apart() -> None:
    items = "".join(
        f"    {{{{- if .Values.x{number} }}}}\n    - name: c{number}\n      image: a:1.0\n"
        "    {{- end }}\n"
        for number in range(100)
    )
    template = POD + items + "      resources: {limits: {memory: 1Gi}}\n"
    found = facts(template, ContainerFact)
    named = [fact for fact in found if fact.image]
    assert len(named) == 101
    assert all("limits" in fact.unknown for fact in named)
    sure = [fact for fact in facts(POD + items, ContainerFact) if fact.image]
    assert all("limits" not in fact.unknown for fact in sure)
