"""Which products an image holds: official images, those of vendors, and what tags tell of more.

Products are named as endoflife.date names them. An image that is not known here tells nothing:
those of Chainguard, for one, are built anew every day and have no version to speak of.
"""

from __future__ import annotations

from platguard.patterns import pattern
from platguard.records import dataclass

LANGUAGE, SYSTEM, STORE, KUBERNETES, OTHER = "language", "os", "store", "kubernetes", ""
"""Categories of products."""
_COMPONENT = "component"
"""A part of Kubernetes, or one that clusters have beside it."""
_TOOL = "tool"
"""A program that deploys."""

_LIBRARY: dict[str, tuple[str, str]] = {
    "python": (LANGUAGE, "python"),
    "node": (LANGUAGE, "nodejs"),
    "golang": (LANGUAGE, "go"),
    "ruby": (LANGUAGE, "ruby"),
    "php": (LANGUAGE, "php"),
    "perl": (LANGUAGE, "perl"),
    "elixir": (LANGUAGE, "elixir"),
    "erlang": (LANGUAGE, "erlang"),
    "openjdk": (LANGUAGE, "java"),  # the image itself is retired, and has a rule for that
    "eclipse-temurin": (LANGUAGE, "eclipse-temurin"),
    "amazoncorretto": (LANGUAGE, "amazon-corretto"),
    "ibm-semeru-runtimes": (LANGUAGE, "ibm-semeru-runtime"),
    "sapmachine": (LANGUAGE, "sapmachine"),
    "debian": (SYSTEM, "debian"),
    "ubuntu": (SYSTEM, "ubuntu"),
    "alpine": (SYSTEM, "alpine-linux"),
    "amazonlinux": (SYSTEM, "amazon-linux"),
    "centos": (SYSTEM, "centos"),
    "rockylinux": (SYSTEM, "rocky-linux"),
    "almalinux": (SYSTEM, "almalinux"),
    "oraclelinux": (SYSTEM, "oracle-linux"),
    "fedora": (SYSTEM, "fedora"),
    "photon": (SYSTEM, "vmware-photon"),
    "postgres": (STORE, "postgresql"),
    "mysql": (STORE, "mysql"),
    "mariadb": (STORE, "mariadb"),
    "mongo": (STORE, "mongodb"),
    "redis": (STORE, "redis"),
    "elasticsearch": (STORE, "elasticsearch"),
    "cassandra": (STORE, "apache-cassandra"),
    "memcached": (STORE, "memcached"),
    "rabbitmq": (STORE, "rabbitmq"),
}
"""Repositories of the official images."""
_ELSEWHERE: dict[tuple[str, str], tuple[str, str]] = {
    ("docker.io", "rockylinux/rockylinux"): (SYSTEM, "rocky-linux"),
    ("quay.io", "rockylinux/rockylinux"): (SYSTEM, "rocky-linux"),
    ("docker.io", "opensuse/leap"): (SYSTEM, "opensuse"),
    ("public.ecr.aws", "amazonlinux/amazonlinux"): (SYSTEM, "amazon-linux"),
    ("public.ecr.aws", "ubuntu/ubuntu"): (SYSTEM, "ubuntu"),
    ("public.ecr.aws", "debian/debian"): (SYSTEM, "debian"),
    ("quay.io", "centos/centos"): (SYSTEM, "centos-stream"),
    ("quay.io", "fedora/fedora"): (SYSTEM, "fedora"),
    ("registry.fedoraproject.org", "fedora"): (SYSTEM, "fedora"),
    ("docker.io", "postgis/postgis"): (STORE, "postgresql"),
    ("docker.io", "valkey/valkey"): (STORE, "valkey"),
    ("docker.io", "opensearchproject/opensearch"): (STORE, "opensearch"),
    ("docker.elastic.co", "elasticsearch/elasticsearch"): (STORE, "elasticsearch"),
    ("docker.elastic.co", "elasticsearch/elasticsearch-oss"): (STORE, "elasticsearch"),
    ("mcr.microsoft.com", "openjdk/jdk"): (LANGUAGE, "microsoft-build-of-openjdk"),
    ("docker.io", "azul/zulu-openjdk"): (LANGUAGE, "azul-zulu"),
    ("docker.io", "kindest/node"): (KUBERNETES, "kubernetes"),
    ("registry.k8s.io", "ingress-nginx/controller"): (_COMPONENT, "ingress-nginx"),
    ("registry.k8s.io", "ingress-nginx/controller-chroot"): (_COMPONENT, "ingress-nginx"),
    ("k8s.gcr.io", "ingress-nginx/controller"): (_COMPONENT, "ingress-nginx"),
    ("quay.io", "kubernetes-ingress-controller/nginx-ingress-controller"): (
        _COMPONENT,
        "ingress-nginx",
    ),
}
"""Repositories of vendors, by registry and name."""
_TILLER = frozenset({("gcr.io", "kubernetes-helm/tiller"), ("ghcr.io", "helm/tiller")})
"""Where the part of Helm 2 that runs in clusters comes from (helm.sh, blog 2020-10-30)."""
_FUNCTIONS = {
    "python": (LANGUAGE, "python"),
    "nodejs": (LANGUAGE, "nodejs"),
    "ruby": (LANGUAGE, "ruby"),
    "dotnet": (LANGUAGE, "dotnet"),
    "java": (LANGUAGE, "amazon-corretto"),
}
"""Base images of AWS Lambda by language: public.ecr.aws/lambda/python, and their copies at Docker
Hub, amazon/aws-lambda-python. Tags begin with the version (aws/aws-lambda-base-images)."""
_BITNAMI = {
    "postgresql": (STORE, "postgresql"),
    "mysql": (STORE, "mysql"),
    "mariadb": (STORE, "mariadb"),
    "mongodb": (STORE, "mongodb"),
    "redis": (STORE, "redis"),
    "elasticsearch": (STORE, "elasticsearch"),
    "cassandra": (STORE, "apache-cassandra"),
    "rabbitmq": (STORE, "rabbitmq"),
    "node": (LANGUAGE, "nodejs"),
    "python": (LANGUAGE, "python"),
    "ruby": (LANGUAGE, "ruby"),
}
"""Repositories below bitnami/ and bitnamilegacy/, whose tags begin with the product's version."""
_DOTNET = pattern(r"dotnet/(?:core/)?(?:nightly/)?(?:sdk|aspnet|runtime|runtime-deps)")
_UBI = pattern(r"ubi(\d+)(?:[-/][\w.-]+)*")
_UBI_LANGUAGE = pattern(r"ubi\d+/(nodejs|python|ruby|php|openjdk|dotnet)-(\d)(\d*)[\w.-]*")
_UBI_LANGUAGES = {"openjdk": "java"}
_WHOLE_NUMBER = frozenset({"nodejs", "openjdk"})
"""Languages whose digits in the name of such an image are one number: 18 and not 1.8."""
_RED_HAT = ("registry.access.redhat.com", "registry.redhat.io")
_DISTROLESS = pattern(r"distroless/(nodejs|java)(\d+)-debian\d+")
_MIRRORS = {"public.ecr.aws": "docker/library/", "mirror.gcr.io": "library/"}
"""Registries that repeat the official images, and the folder in which they do."""
_JAVA_BUILDERS = frozenset({"maven", "gradle", "tomcat", "jetty"})
"""Official images that bring the Java which their tags name: `3.9-eclipse-temurin-17`."""
_JAVA_OF_TAG = pattern(
    r"(?:^|-)(eclipse-temurin|amazoncorretto|ibm-semeru|sapmachine|openjdk|jdk|jre)-?(\d+)"
)
_JAVA_NAMES = {
    "eclipse-temurin": "eclipse-temurin",
    "amazoncorretto": "amazon-corretto",
    "ibm-semeru": "ibm-semeru-runtime",
    "sapmachine": "sapmachine",
}

_DEBIAN = "wheezy jessie stretch buster bullseye bookworm trixie forky"
_UBUNTU = (
    "trusty xenial bionic cosmic disco eoan focal groovy hirsute impish jammy kinetic lunar mantic"
    " noble oracular plucky questing resolute"
)
_CODENAMES = dict.fromkeys(_DEBIAN.split(), "debian") | dict.fromkeys(_UBUNTU.split(), "ubuntu")
_NUMBERED = pattern(
    r"(alpine|debian|ubuntu|al|amazonlinux|ubi|rockylinux|oraclelinux|centos|fedora)"
    r"-?(\d+(?:\.\d+)*)$"
)
_NUMBERED_PRODUCTS = {
    "alpine": "alpine-linux",
    "debian": "debian",
    "ubuntu": "ubuntu",
    "al": "amazon-linux",
    "amazonlinux": "amazon-linux",
    "ubi": "rhel",
    "rockylinux": "rocky-linux",
    "oraclelinux": "oracle-linux",
    "centos": "centos",
    "fedora": "fedora",
}
_VERSION = pattern(r"v?(\d+(?:\.\d+)*)")
_STREAM = pattern(r"stream(\d+)")
NODE_CODENAMES = {
    "argon": "4",
    "boron": "6",
    "carbon": "8",
    "dubnium": "10",
    "erbium": "12",
    "fermium": "14",
    "gallium": "16",
    "hydrogen": "18",
    "iron": "20",
    "jod": "22",
    "krypton": "24",
}
"""Names of long-term releases of Node.js, which tags and version files use for their number."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A product and its version, as an image or a version file names them."""

    category: str
    product: str
    version: str


def runtimes_in(registry: str, repository: str, tag: str) -> list[Runtime]:
    """The runtimes that an image holds; their version is empty when the tag names none."""
    if registry in _RED_HAT and (ubi := _UBI.fullmatch(repository)):
        return [*_language_of_ubi(repository), _system_of_ubi(ubi[1], repository, tag)]
    if registry == "gcr.io" and repository.startswith("distroless/"):
        language = _DISTROLESS.fullmatch(repository)
        product = {"nodejs": "nodejs", "java": "java"}.get(language[1], "") if language else ""
        found = [Runtime(LANGUAGE, product, language[2])] if language else []
        return [*found, *_system_of_tag(repository)]
    if (registry, repository) in _TILLER:
        return [Runtime(_TOOL, "helm", "2")]
    named = _product(registry, repository)
    if named is None:
        return []
    category, product = named
    found = [Runtime(category, product, _version(product, tag))] if product else []
    if product == "" and repository.rpartition("/")[2] in _JAVA_BUILDERS:
        found += _java_of_tag(tag)
    return found if category == SYSTEM else [*found, *_system_of_tag(tag)]


def _product(registry: str, repository: str) -> tuple[str, str] | None:
    """(category, product) of a repository; the product is empty for other official images."""
    if (registry, repository) in _ELSEWHERE:
        return _ELSEWHERE[registry, repository]
    if registry == "mcr.microsoft.com" and _DOTNET.fullmatch(repository):
        return LANGUAGE, "dotnet"
    owner, _, name = repository.partition("/")
    if registry == "docker.io" and owner in ("bitnami", "bitnamilegacy"):
        return _BITNAMI.get(name)
    if (registry, owner) == ("public.ecr.aws", "lambda"):
        return _FUNCTIONS.get(name, (OTHER, ""))
    if (registry, owner) == ("docker.io", "amazon") and name.startswith("aws-lambda-"):
        return _FUNCTIONS.get(name.removeprefix("aws-lambda-"), (OTHER, ""))
    folder = _MIRRORS.get(registry, "library/" if registry == "docker.io" else None)
    if folder is None or not repository.startswith(folder):
        return None
    return _LIBRARY.get(repository.removeprefix(folder), (OTHER, ""))


def _version(product: str, tag: str) -> str:
    if found := _VERSION.match(tag):
        return found[1]
    name = tag.partition("-")[0]
    if product == "nodejs":
        return NODE_CODENAMES.get(name, "")
    if product == "centos-stream" and (found := _STREAM.match(name)):
        return found[1]
    return name if _CODENAMES.get(name) == product else ""


def _language_of_ubi(repository: str) -> list[Runtime]:
    """The language that Red Hat's images for it name: `ubi8/python-39`, `ubi9/nodejs-18`."""
    found = _UBI_LANGUAGE.fullmatch(repository)
    if found is None:
        return []
    name, first, rest = found.groups()
    is_whole = name in _WHOLE_NUMBER or not rest
    version = first + rest if is_whole else f"{first}.{rest}"
    return [Runtime(LANGUAGE, _UBI_LANGUAGES.get(name, name), version)]


def _system_of_ubi(major: str, repository: str, tag: str) -> Runtime:
    # The minor release stands in the tags of the base images; those of languages have their own.
    minor = None if _UBI_LANGUAGE.fullmatch(repository) else _VERSION.match(tag)
    version = minor[1] if minor and minor[1].startswith(f"{major}.") else major
    return Runtime(SYSTEM, "rhel", version)


def _java_of_tag(tag: str) -> list[Runtime]:
    found = _JAVA_OF_TAG.search(tag)
    if found is None:
        return []
    return [Runtime(LANGUAGE, _JAVA_NAMES.get(found[1], "java"), found[2])]


def _system_of_tag(tag: str) -> list[Runtime]:
    """The system that a suffix names: `-bookworm`, `-alpine3.19`, `-al2023`, `-debian-12`."""
    words = tag.split("-")
    for index, word in enumerate(words):
        if word in _CODENAMES:
            return [Runtime(SYSTEM, _CODENAMES[word], word)]
        found = _NUMBERED.match(word)
        if found is None and word in ("debian", "ubuntu"):
            found = _NUMBERED.match("-".join(words[index : index + 2]))
        if found:
            return [Runtime(SYSTEM, _NUMBERED_PRODUCTS[found[1]], found[2])]
    return []
