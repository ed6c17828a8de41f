"""The finished report about an organisation: what its reporters receive.

Everything is sorted and plain, so that the same history gives the same bytes. A share always comes
with what it is a share of; what is exempt or unknown stands beside it and never inside.
"""

from __future__ import annotations

from platguard.model.audit.adoption import (
    Adoption,
    AdoptionRow,
    Course,
    CurvePoint,
    MonthlyShare,
    StandardAdoption,
)
from platguard.model.audit.drift import Champion, Drift, DriftRow
from platguard.model.audit.figures import (
    Capacity,
    Estimate,
    Inconsistency,
    Practice,
    Programme,
    ScoreRow,
)
from platguard.model.audit.matrix import (
    Headline,
    Inputs,
    Matrix,
    MatrixRow,
    NotJudged,
    OrganisationCoverage,
    RuleRow,
    Scanned,
    StandardRow,
)
from platguard.model.audit.pace import Pace
from platguard.model.audit.progress import ComparedDay, Moved, OtherRules, Progress
from platguard.model.audit.register import (
    CalendarDay,
    Consent,
    RegisterReport,
    RegisterRow,
    RegisterTeam,
)
from platguard.model.audit.report import FindingRow, OrganisationReport, Ranked
from platguard.model.audit.rules import (
    ControlEvidence,
    ControlRow,
    Framework,
    RoadmapItem,
    RoadmapQuarter,
    UnusedRule,
)
from platguard.model.audit.shares import Rate, Tally
from platguard.model.audit.tools import CategorySprawl, Sprawl, ToolRow
from platguard.model.audit.usage import Burndown, UsageDay, UsageTeam

__all__ = [
    "Adoption",
    "AdoptionRow",
    "Burndown",
    "CalendarDay",
    "Capacity",
    "CategorySprawl",
    "Champion",
    "ComparedDay",
    "Consent",
    "ControlEvidence",
    "ControlRow",
    "Course",
    "CurvePoint",
    "Drift",
    "DriftRow",
    "Estimate",
    "FindingRow",
    "Framework",
    "Headline",
    "Inconsistency",
    "Inputs",
    "Matrix",
    "MatrixRow",
    "MonthlyShare",
    "Moved",
    "NotJudged",
    "OrganisationCoverage",
    "OrganisationReport",
    "OtherRules",
    "Pace",
    "Practice",
    "Programme",
    "Progress",
    "Ranked",
    "Rate",
    "RegisterReport",
    "RegisterRow",
    "RegisterTeam",
    "RoadmapItem",
    "RoadmapQuarter",
    "RuleRow",
    "Scanned",
    "ScoreRow",
    "Sprawl",
    "StandardAdoption",
    "StandardRow",
    "Tally",
    "ToolRow",
    "UnusedRule",
    "UsageDay",
    "UsageTeam",
]
