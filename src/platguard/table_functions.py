"""The functions of rules whose answers come from dated tables: each is a method of `Tables`."""

from __future__ import annotations

_TEXT, _TEXTS, _THREE_TEXTS = ("string",), ("string", "string"), ("string", "string", "string")
_TEXT_AND_TEXTS = ("string", "list")

TABLE_FUNCTIONS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "has_support": (_TEXTS, "bool", "has_support('python', '3.9')"),
    "cycle": (_TEXTS, "string", "cycle('debian', 'bookworm') == '12'"),
    "released_on": (_TEXTS, "string", "released_on('kubernetes', '1.36') == '2026-04-22'"),
    "support_ends": (_TEXTS, "string", "support_ends('python', '3.9') == '2025-10-31'"),
    "extended_support_ends": (
        _TEXTS,
        "string",
        "extended_support_ends('ubuntu', '20.04') == '2030-04-02'",
    ),
    "newest_supported": (_TEXTS, "string", "newest_supported('python', '2026-11-22') == '3.14'"),
    "oldest_supported": (
        _TEXTS,
        "string",
        "oldest_supported('kubernetes', '2026-11-22') == '1.35'",
    ),
    "what_to_use": (
        _THREE_TEXTS,
        "string",
        "what_to_use('php', '7.4', '2026-11-22') == 'php 8.5 (supported to 2029-12-31)'",
    ),
    "oldest_allowed": (_TEXT_AND_TEXTS, "string", "oldest_allowed('nodejs', ['18.2..']) == '18'"),
    "newest_allowed": (
        _TEXT_AND_TEXTS,
        "string",
        "newest_allowed('python', ['3.8..3.10']) == '3.9'",
    ),
    "allowed_support_ends": (
        _TEXT_AND_TEXTS,
        "string",
        "allowed_support_ends('python', ['3.8..3.10']) == '2025-10-31'",
    ),
    "api_removed_in": (_TEXTS, "string", "api_removed_in('batch/v1beta1', 'CronJob') == '1.25'"),
    "api_deprecated_in": (
        _TEXTS,
        "string",
        "api_deprecated_in('batch/v1beta1', 'CronJob') == '1.21'",
    ),
    "api_removal_is_planned": (
        _TEXTS,
        "bool",
        "!api_removal_is_planned('batch/v1beta1', 'CronJob')",
    ),
    "api_advice": (
        _TEXTS,
        "string",
        "api_advice('batch/v1beta1', 'CronJob').contains('batch/v1')",
    ),
    "api_renamed_to": (
        _TEXTS,
        "string",
        "api_renamed_to('batch/v1beta1', 'CronJob') == 'batch/v1'",
    ),
    "field_deprecated_in": (
        _TEXT,
        "string",
        "field_deprecated_in('label beta.kubernetes.io/os') == '1.14'",
    ),
    "field_removed_in": (_TEXT, "string", "field_removed_in('field gitRepo') == '1.33'"),
    "field_effect": (_TEXT, "string", "field_effect('field serviceAccount') == ''"),
    "field_advice": (
        _TEXT,
        "string",
        "field_advice('field serviceAccount') == 'Use serviceAccountName.'",
    ),
    "field_successor": (
        _TEXT,
        "string",
        "field_successor('field serviceAccount') == 'serviceAccountName'",
    ),
    "image_retired_on": (
        _TEXTS,
        "string",
        "image_retired_on('k8s.gcr.io', 'pause') == '2023-04-03'",
    ),
    "image_advice": (
        _TEXTS,
        "string",
        "image_advice('k8s.gcr.io', 'pause').startsWith('Use registry.k8s.io')",
    ),
    "image_moved_to": (
        _TEXTS,
        "string",
        "image_moved_to('k8s.gcr.io', 'pause') == 'registry.k8s.io/pause'",
    ),
    "ci_deprecated_on": (
        _TEXTS,
        "string",
        "ci_deprecated_on('github-actions-command', 'set-output') == '2022-10-11'",
    ),
    "ci_removed_on": (
        _TEXTS,
        "string",
        "ci_removed_on('github-actions-runner-images', 'ubuntu-20.04') == '2025-04-15'",
    ),
    "ci_successor": (
        _TEXTS,
        "string",
        "ci_successor('github-actions-runner-images', 'macos-13') == 'macos-15-intel'",
    ),
    "knows_action": (_TEXT, "bool", "knows_action('actions/checkout')"),
    "action_runtime": (_TEXTS, "string", "action_runtime('actions/checkout', 'v4') == 'node20'"),
    "action_refused_before": (
        _TEXT,
        "string",
        "action_refused_before('actions/upload-artifact') == 'v4'",
    ),
    "action_refused_on": (
        _TEXTS,
        "string",
        "action_refused_on('actions/upload-artifact', 'v3.1.2') == '2025-01-30'",
    ),
    "forks_refused_on": (_TEXT, "string", "forks_refused_on('v4') == '2026-07-16'"),
    "action_advice": (_TEXTS, "string", "action_advice('actions/checkout', '2026-11-22') == 'v5'"),
}
"""By name of the method: the CEL types that it takes, the one that it gives, and an expression that
is true with the built-in tables."""
