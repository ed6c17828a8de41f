"""The kinds of files that are read, by their paths, and the extractor of each."""

from __future__ import annotations

from functools import cache

from platguard.tuples import NamedTuple


class FileKind(NamedTuple):
    """A kind of file that platguard reads."""

    name: str
    """Part of the cache key, because the kind decides how the bytes are read."""
    paths: tuple[str, ...]
    """Globs of one of the forms `**/NAME`, `**/NAME.*`, `**/*.ENDING`, `FOLDER/*.ENDING`, and
    `**/BEGINNING*.ENDING` or `**/*REST.ENDING` for a part of a name; `**/BEGINNING*` for what
    nothing else decides, and `**/*REST` for names without a dot."""
    extractor: str
    """`module:function`, a pure function from bytes to FileFacts; imported when first used."""
    counted: bool = True
    """Whether a file of the kind counts as discovered where it holds nothing to judge."""


FILE_KINDS: tuple[FileKind, ...] = (
    FileKind(
        "workflow",
        (".github/workflows/*.yml", ".github/workflows/*.yaml"),
        "platguard.facts.workflows:extract",
    ),
    FileKind("action", ("**/action.yml", "**/action.yaml"), "platguard.facts.action_files:extract"),
    FileKind(
        "dockerfile",
        (
            "**/Dockerfile",
            "**/Dockerfile.*",
            "**/*.Dockerfile",
            "**/*.dockerfile",
            "**/dockerfile",
            "**/Containerfile",
            "**/Containerfile.*",
        ),
        "platguard.facts.dockerfile:extract",
    ),
    FileKind(
        "dockerfile-likely",
        (
            *("**/Dockerfile-*", "**/Dockerfile_*", "**/dockerfile-*", "**/dockerfile_*"),
            *("**/Containerfile-*", "**/Containerfile_*", "**/*Dockerfile"),
        ),
        "platguard.facts.dockerfile:extract_likely",
        counted=False,  # such names are given to other things, too
    ),
    FileKind(
        "values",
        (
            *("**/values.yaml", "**/values.yml", "**/values*.yaml", "**/values*.yml"),
            *("**/*-values.yaml", "**/*-values.yml", "**/*.values.yaml", "**/*.values.yml"),
        ),
        "platguard.facts.plain_settings:extract_values",
    ),
    FileKind(
        "manifest",
        ("**/*.yml", "**/*.yaml", "**/Kustomization"),
        "platguard.facts.manifests:extract_yaml",
    ),
    FileKind(
        "versions-pyproject",
        ("**/pyproject.toml",),
        "platguard.facts.version_files.python:extract_pyproject",
    ),
    FileKind(
        "versions-package",
        ("**/package.json",),
        "platguard.facts.version_files.javascript:extract",
    ),
    FileKind(
        "versions-composer", ("**/composer.json",), "platguard.facts.version_files.php:extract"
    ),
    FileKind(
        "versions-dotnet-sdk",
        ("**/global.json",),
        "platguard.facts.version_files.dotnet:extract_global_json",
    ),
    FileKind("manifest-json", ("**/*.json",), "platguard.facts.manifests:extract_json"),
    FileKind(
        "versions-python",
        ("**/.python-version",),
        "platguard.facts.version_files.plain:extract_python",
    ),
    FileKind(
        "versions-runtime",
        ("**/runtime.txt",),
        "platguard.facts.version_files.plain:extract_runtime",
    ),
    FileKind(
        "versions-pipfile",
        ("**/Pipfile",),
        "platguard.facts.version_files.python:extract_pipfile",
    ),
    FileKind(
        "versions-setup-cfg",
        ("**/setup.cfg",),
        "platguard.facts.version_files.python:extract_setup_cfg",
    ),
    FileKind(
        "versions-setup-py",
        ("**/setup.py",),
        "platguard.facts.version_files.python:extract_setup_py",
    ),
    FileKind(
        "versions-node",
        ("**/.nvmrc", "**/.node-version"),
        "platguard.facts.version_files.plain:extract_node",
    ),
    FileKind(
        "versions-ruby", ("**/.ruby-version",), "platguard.facts.version_files.plain:extract_ruby"
    ),
    FileKind(
        "versions-gemfile", ("**/Gemfile",), "platguard.facts.version_files.ruby:extract_gemfile"
    ),
    FileKind(
        "versions-java", ("**/.java-version",), "platguard.facts.version_files.plain:extract_java"
    ),
    FileKind(
        "versions-sdkman", ("**/.sdkmanrc",), "platguard.facts.version_files.tools:extract_sdkman"
    ),
    FileKind("versions-pom", ("**/pom.xml",), "platguard.facts.version_files.jvm:extract_pom"),
    FileKind(
        "versions-gradle",
        ("**/*.gradle", "**/*.gradle.kts"),
        "platguard.facts.version_files.jvm:extract_gradle",
    ),
    FileKind(
        "versions-dotnet",
        (
            *("**/*.csproj", "**/*.fsproj", "**/*.vbproj"),
            *("**/Directory.Build.props", "**/Directory.Build.targets"),
        ),
        "platguard.facts.version_files.dotnet:extract_project",
    ),
    FileKind(
        "versions-asdf", ("**/.tool-versions",), "platguard.facts.version_files.tools:extract_asdf"
    ),
    FileKind(
        "versions-mise",
        ("**/mise.toml", "**/.mise.toml", ".config/mise/*.toml"),
        "platguard.facts.version_files.tools:extract_mise",
    ),
    FileKind("versions-go", ("**/go.mod",), "platguard.facts.version_files.go:extract"),
    FileKind(
        "dotenv-sample",
        (
            *("**/.env.example", "**/.env.sample", "**/.env.template", "**/.env.dist"),
            *("**/example.env", "**/sample.env", "**/template.env"),
            *("**/*.example.env", "**/*.sample.env"),
        ),
        "platguard.facts.plain_settings:extract_sample_variables",
    ),
    FileKind(
        "dotenv",
        ("**/.env", "**/.env.*", "**/*.env", "**/.envrc"),
        "platguard.facts.plain_settings:extract_variables",
    ),
    FileKind(
        "settings",
        ("**/application*.properties", "**/appsettings*.json"),
        "platguard.facts.plain_settings:extract_lines",
        counted=False,  # settings without a literal secret are nobody's
    ),
    FileKind(
        "key",
        (
            *("**/*.pem", "**/*.key", "**/id_rsa", "**/id_dsa", "**/id_ecdsa", "**/id_ed25519"),
            *("**/.npmrc", "**/.pypirc"),
        ),
        "platguard.facts.plain_text:extract",
        counted=False,  # most hold certificates, or settings of a package manager
    ),
    FileKind("ini", ("**/*.ini",), "platguard.facts.sops_files:extract_ini"),
    FileKind("script", ("**/*.sh", "**/*.bash"), "platguard.facts.shell:extract"),
    FileKind(
        "makefile",
        ("**/Makefile", "**/makefile", "**/GNUmakefile", "**/*.mk"),
        "platguard.facts.shell:extract_makefile",
    ),
    FileKind(
        "justfile",
        ("**/justfile", "**/Justfile", "**/.justfile", "**/*.just"),
        "platguard.facts.justfile:extract",
    ),
    FileKind(
        "markdown",
        ("**/*.md", "**/*.markdown"),
        "platguard.facts.markdown:extract",
        counted=False,  # hardly a document says what runs anywhere
    ),
    FileKind(
        "dependencies-pip",
        ("**/requirements.txt",),
        "platguard.facts.dependencies:extract_requirements",
    ),
    FileKind("code-owners", ("**/CODEOWNERS",), "platguard.facts.code_owners:extract"),
    FileKind(
        "jenkinsfile",
        ("**/Jenkinsfile", "**/Jenkinsfile.*", "**/*.jenkinsfile"),
        "platguard.facts.shell:extract_jenkinsfile",
    ),
)
"""Every kind of file that is read; see `kind_of` for which one decides."""

MANIFEST = next(kind for kind in FILE_KINDS if kind.name == "manifest")
"""The kind of files that a Kustomization lists, whatever they are called; JSON is YAML, too."""

DOCKERFILES = frozenset({"dockerfile", "dockerfile-likely"})
"""The kinds of files that hold the instructions of a Dockerfile, or may."""


class _Index(NamedTuple):
    """The kinds by what their globs say, so that no pattern is compiled or tried."""

    names: dict[str, FileKind]
    beginnings: dict[str, FileKind]
    parts: dict[str, list[tuple[str, str, FileKind]]]
    """By ending: (how a name begins, how it ends, kind)."""
    endings: dict[tuple[str, str], FileKind]
    """By (folder, ending); an empty folder stands for all."""
    openings: dict[str, FileKind]
    """By how a name begins, whatever follows."""


@cache
def _index() -> _Index:
    index = _Index({}, {}, {}, {}, {})
    for kind in FILE_KINDS:
        for glob in kind.paths:
            folder, _, name = glob.rpartition("/")
            begins, star, ends = name.partition("*")
            if star and (begins or ends.count(".") > 1 or not ends.startswith(".")) and ends:
                part = (begins, ends, kind)
                ending = ends[ends.rfind(".") :] if "." in ends else ""
                index.parts.setdefault(ending, []).append(part)
            elif name.startswith("*."):
                index.endings.setdefault((folder.removeprefix("**"), name[1:]), kind)
            elif star and not begins.endswith("."):
                index.openings.setdefault(begins, kind)
            elif star:
                index.beginnings.setdefault(name[:-2], kind)
            else:
                index.names.setdefault(name, kind)
    return index


def kind_of(path: str) -> FileKind | None:
    """The kind of the file at `path`, or None when platguard does not read such files.

    A folder decides before a name, a name before a part of it, then its beginning up to a dot, its
    ending, and last any other beginning.
    """
    names, beginnings, parts, endings, openings = _index()
    folder, _, name = path.rpartition("/")
    # The dot that hides a file, as that of `.env.local`, belongs to the beginning of its name.
    first_dot = name.find(".", 1)
    beginning, dot = name[: max(first_dot, 0)], "." in name
    ending = name[name.rfind(".") :] if dot else ""
    fitting = (k for a, b, k in parts.get(ending, ()) if name.startswith(a) and name.endswith(b))
    return (
        (endings.get((folder, ending)) if folder else None)
        or names.get(name)
        or next(fitting, None)
        or (beginnings.get(beginning) if beginning else None)
        or endings.get(("", ending))
        or next((kind for opening, kind in openings.items() if name.startswith(opening)), None)
    )
