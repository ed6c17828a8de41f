"""Fingerprints: who a finding is, whatever line it stands on and whatever day it is."""

from __future__ import annotations

import json
from hashlib import sha256
from unicodedata import normalize

_VERSION = "platguard/1"


def fingerprint(rule: str, address: str, subject: str, discriminator: str, number: int) -> str:
    """32 hexadecimal digits: section C(c) of the standards names what goes into them.

    `number` counts otherwise equal findings of one file in document order, from 0, so that copies
    stay two. Lines, columns and observed values that a fix changes never go in.
    """
    parts = [_VERSION, rule, address, subject, discriminator, number]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return sha256(normalize("NFC", text).encode("utf-8", "surrogateescape")).hexdigest()[:32]
