"""A credential leaves by no way, whatever it is glued to and wherever it stands."""

from __future__ import annotations

import string
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from platguard import facts
from platguard.facts.credential_shapes import SHAPES

from .glued import files
from .projects import Project
from .test_secrets import WHOLE

# Put together here, so that no scanner takes this file for one that leaks.
GITHUB = "gh" + "p_Zq81uLr5XcT0vNbW3yHsKe7mPa2dGf6JoiQ4"
AMAZON = "AK" + "IAZ7Q2M5N4P6R3T8WX"
SENDGRID = "S" + "G.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc1s5cr4A"
PRINTABLE = string.printable.strip()
CREDENTIALS = st.sampled_from(SHAPES).flatmap(
    lambda shape: (
        st.from_regex(f"(?:{shape.core})", fullmatch=True, alphabet=PRINTABLE)
        if shape.name != "private-key"
        else st.from_regex(
            f"{shape.core}[A-Za-z0-9+/]{{64}}", fullmatch=True, alphabet=PRINTABLE + " "
        )
    )
)
GLUE = st.text(PRINTABLE + " ", max_size=8) | st.sampled_from(
    [
        "1.2",
        "x",
        "a:1.2",
        "v14.",
        "a@",
        "https://u:",
        "https://",
        "AKIA",
        "SG.",
        "${A:-",
        "{{ .A }}",
    ]
)


def kept_of(path: str, content: str) -> str:
    """What the cache would keep of a file."""
    kind = facts.kind_of(path)
    assert kind is not None, path
    return str(facts.extract(content.encode(), kind)).lower()


def telling(credential: str) -> str:
    """The part of a credential by which it is known in any output, in small letters."""
    return credential.rpartition("-----")[2].lower() or credential.lower()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=GLUE, credential=CREDENTIALS, behind=GLUE)
@example(before="1.2", credential=GITHUB, behind="")
@example(before="x", credential=AMAZON, behind="x")
@example(before="AKIA", credential=SENDGRID, behind=".SG.")
def test_no_fact_holds_it(before: str, credential: str, behind: str) -> None:
    told = {
        path: kept
        for path, content in files(before + credential + behind).items()
        if telling(credential) in (kept := kept_of(path, content))
    }
    assert told == {}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=GLUE, credential=CREDENTIALS, behind=GLUE)
@example(before="1.2", credential=GITHUB, behind="")
@example(before="x", credential=AMAZON, behind="x")
def test_no_output_and_no_cache_holds_it(before: str, credential: str, behind: str) -> None:
    with TemporaryDirectory() as folder:
        project = Project(Path(folder), Path(folder) / "cache")
        for path, content in files(before + credential + behind).items():
            project.write(path, content)
        project.write("own.yaml", WHOLE)
        outputs = [
            project.run("facts", "--all", "--format=json").everything,
            project.run("facts", "--all").everything,
            project.scan().everything,
            project.scan("--standards=own.yaml").everything,
        ]
        kept = [
            file.read_bytes().decode("latin-1")
            for file in Path(project.cache).rglob("*")
            if file.is_file()
        ]
        assert kept
        assert not [text for text in (*outputs, *kept) if telling(credential) in text.lower()]


def test_every_file_says_something() -> None:
    # Nothing could leak from the others.
    silent = [
        path for path, text in files("harmless").items() if "fact(" not in kept_of(path, text)
    ]
    assert silent == []
