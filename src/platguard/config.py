"""The two configurations: the organisation's, which decides, and the repository's own.

The organisation's `platguard.yaml` chooses standards and sets params, levels and dates. A
repository's `.platguard.yaml` may only exclude paths, say which team and segment it belongs to,
and add to allow lists; each of these is told in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from platguard.approvals import REQUIRED_ROLES, Member, Roles
from platguard.config_files import REGISTER_FOLDER
from platguard.errors import UsageError
from platguard.fields import Fields, SettingFields, read_document
from platguard.model.baseline import Adoption
from platguard.model.document import Place
from platguard.model.facts.tools import TOOL_CATEGORIES
from platguard.model.policy_exception import ExceptionLimits
from platguard.model.standard import LEVELS, PROFILES
from platguard.records import dataclass
from platguard.suggestions import suggestion

if TYPE_CHECKING:
    from platguard.model.programme import ProgrammePlan

ORGANISATION_KEYS = (
    *("standards", "contact", "timezone", "register", "exceptions", "approvals"),
    "allowed_signers",
    *("openpgp_keys", "roles", "segments", "rules", "profile", "capabilities", "examples"),
    *("adoption", "programme"),
)
APPROVALS = ("declared", "signed")
"""Whether the register is believed when it names who approved, or git must prove it."""
LIMITS = {
    "longest_months": (1, 24),
    "shortest_reason": (20, 1000),
    "start_within_days": (0, 90),
    "expiring_days": (1, 366),
    "most_findings": (1, 10_000),
}
"""What an organisation may set each of ExceptionLimits to: lowest and highest."""
ADOPTION_KEYS = ("allowed", "latest_sunset", "critical")
SETTING_KEYS = ("enabled", "level", "params", "lifecycle", "revision", "segments")
REPOSITORY_KEYS = ("exclude", "team", "segment", "allow")


@dataclass(frozen=True, slots=True)
class Setting:
    """What an organisation makes of one rule. Values are checked when they meet the rule."""

    fields: Fields
    enabled: bool
    level: str
    """Empty to follow the severity."""
    segments: Mapping[str, Fields]
    """By segment, with `level` and `params`."""
    place: Place
    """Where the configuration names the rule."""

    def gives(self, key: str) -> bool:
        """Whether it sets `lifecycle` or `revision`."""
        return self.fields.has(key) and not self.fields.is_empty(key)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation's configuration."""

    standards: Sequence[str] = ("builtin",)
    """`builtin`, or paths relative to the configuration's folder."""
    contact: str = ""
    """Whom to ask about standards that do not say it, as the built-in ones; empty for nobody."""
    timezone: str = "UTC"
    register: str = REGISTER_FOLDER
    """Folder of the exceptions, relative to the configuration's folder."""
    limits: ExceptionLimits = field(default_factory=ExceptionLimits)
    """How far exceptions may go."""
    adoption: Adoption = field(default_factory=Adoption)
    """What repositories may adopt."""
    approvals: str = "declared"
    """One of APPROVALS."""
    allowed_signers: str = ""
    """File with the SSH keys of those who approve, as ssh-keygen(1) reads it; relative to the
    configuration's folder, like the next."""
    openpgp_keys: str = ""
    """File with the OpenPGP public keys of those who approve."""
    roles: Roles = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    """The strongest level of a segment's findings, by segment; empty for no limit."""
    profile: str = PROFILES[0]
    """One of PROFILES."""
    capabilities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The tools that the platform offers, by category."""
    examples_at_most: str = "note"
    """The strongest level of findings in folders of tests, fixtures and examples."""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """By the id of a rule, as written."""
    programme: ProgrammePlan | None = None
    """What is planned for reaching all teams."""
    adopted: bool = False
    """Whether there is such a configuration: without one, built-in rules are proposals."""
    path: str = ""

    @property
    def needs_signatures(self) -> bool:
        """Whether an approval only counts with a signed commit."""
        return self.approvals == "signed"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository's own configuration."""

    exclude: Sequence[str] = ()
    """Patterns, as in .gitignore, of paths that are not judged."""
    team: str = ""
    segment: str = ""
    allow: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What it adds to allow lists, by the list's name."""


def read_organisation(data: bytes, path: str) -> Organisation:
    """The configuration in `data`. Raises UsageError at the place of the first fault."""
    document = read_document(data, path)
    fields = SettingFields(document, path, "the configuration", ORGANISATION_KEYS, document.start())
    segments = fields.named("segments", "segment {name}", ("level_at_most",))
    settings = fields.named("rules", "the setting of {name}", SETTING_KEYS)
    return Organisation(
        standards=fields.texts("standards") or ["builtin"],
        contact=fields.text("contact", ""),
        timezone=_timezone(fields),
        register=fields.text("register", REGISTER_FOLDER),
        limits=_limits(fields),
        adoption=_adoption(fields),
        approvals=_approvals(fields),
        allowed_signers=fields.text("allowed_signers", ""),
        openpgp_keys=fields.text("openpgp_keys", ""),
        roles=_roles(fields),
        segments={n: f.choice("level_at_most", LEVELS, "") for n, f in segments.items()},
        profile=fields.choice("profile", PROFILES, PROFILES[0]),
        capabilities=_capabilities(fields),
        examples_at_most=_examples_at_most(fields),
        settings={
            name: _setting(found, fields.value["rules"].key_place(name), tuple(segments))
            for name, found in settings.items()
        },
        programme=_programme(fields),
        adopted=True,
        path=path,
    )


def _programme(fields: Fields) -> ProgrammePlan | None:
    if not fields.has("programme"):
        return None
    from platguard.programme_fields import read_programme

    return read_programme(fields)


def _capabilities(fields: Fields) -> dict[str, Sequence[str]]:
    given = fields.mapping("capabilities", "capabilities", TOOL_CATEGORIES)
    if given is None:
        return {}
    # Without a value a category is as good as absent; `[]` says that nothing is offered.
    return {name: given.texts(name) for name in given.value if not given.is_empty(name)}


def _examples_at_most(fields: Fields) -> str:
    given = fields.mapping("examples", "examples", ("level_at_most",))
    return given.choice("level_at_most", LEVELS) if given else "note"


def _timezone(fields: Fields) -> str:
    name = fields.text("timezone", "UTC")
    if name == "UTC":
        return name
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise fields.fault(
            f"{name!r} is not a time zone", "timezone", hint="Write one such as Europe/Berlin."
        ) from None
    return name


def _limits(fields: Fields) -> ExceptionLimits:
    found = fields.mapping("exceptions", "the limits of exceptions", tuple(LIMITS))
    if found is None:
        return ExceptionLimits()
    limits = {}
    for key in found.value:
        low, high = LIMITS[key]
        limits[key] = found.integer(key)
        if not low <= limits[key] <= high:
            raise found.fault(f"{key} is {limits[key]}; it must be from {low} to {high}", key)
    return ExceptionLimits(**limits)


def _adoption(fields: Fields) -> Adoption:
    found = fields.mapping("adoption", "adoption", ADOPTION_KEYS)
    if found is None:
        return Adoption()
    return Adoption(
        allowed=found.boolean("allowed", True),
        latest_sunset=found.date("latest_sunset"),
        critical=found.boolean("critical", False),
    )


def _approvals(fields: Fields) -> str:
    approvals = fields.choice("approvals", APPROVALS, "declared")
    if approvals == "signed" and not (fields.has("allowed_signers") or fields.has("openpgp_keys")):
        raise fields.fault(
            "approvals: signed needs the keys of those who approve",
            "approvals",
            hint="Name a file of them with allowed_signers (SSH) or openpgp_keys.",
        )
    return approvals


def _roles(fields: Fields) -> dict[str, list[Member]]:
    keys = ("name", "from", "until", "signs_as")

    def member(found: Fields) -> Member:
        since, until = found.date("from"), found.date("until")
        if since and until and until < since:
            raise found.fault(f"until is {until}, before from, {since}", "until")
        return Member(found.text("name"), since, until, tuple(found.texts("signs_as")))

    roles = fields.mapping("roles", "roles", REQUIRED_ROLES)
    if roles is None:
        return {}
    return {role: roles.mappings(role, f"a member of {role}", keys, member) for role in roles.value}


def _setting(fields: Fields, place: Place, known_segments: Sequence[str]) -> Setting:
    what = f"segment {{name}} of {fields.what}"
    fields.mapping("segments", f"the segments of {fields.what}", known_segments)  # none is unknown
    return Setting(
        fields=fields,
        enabled=fields.boolean("enabled", True),
        level=fields.choice("level", LEVELS, ""),
        segments=fields.named("segments", what, ("level", "params")),
        place=place,
    )


def read_repository(data: bytes, path: str) -> Repository:
    """The configuration in `data`. Raises UsageError at the place of the first fault."""
    document = read_document(data, path)
    fields = SettingFields(document, path, "the configuration", REPOSITORY_KEYS, document.start())
    allow = fields.mapping("allow", "allow", ("secret-names",))
    return Repository(
        exclude=fields.texts("exclude"),
        team=fields.text("team", ""),
        segment=fields.text("segment", ""),
        allow={name: allow.texts(name) for name in allow.value} if allow else {},
    )


def unknown_rule(setting: Setting, name: str, known: Sequence[str]) -> UsageError:
    """The error for a setting of a rule that does not exist."""
    return UsageError(
        f"none of the standards that are loaded has a rule {name}{suggestion(name, known)}",
        path=setting.fields.path,
        line=setting.place.line,
        column=setting.place.column,
    )
