"""What nobody used for long leaves the cache, and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from platguard.cache_sweeping import UNUSED, sweep

from .estate import MOVING, Estate

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def used(path: Path, days: int, *, written: int | None = None) -> Path:
    """A file that was read so many days ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moments = (NOW - timedelta(days=ago) for ago in (days, days if written is None else written))
    read, wrote = (moment.timestamp() for moment in moments)
    os.utime(path, (read, wrote))
    return path


def test_what_was_not_used_goes(tmp_path: Path) -> None:
    long = UNUSED.days + 1
    gone = [
        used(tmp_path / "facts-6-0.1.0-8d145c28" / "ab" / "cd", long),
        used(tmp_path / "facts-1-0.0.9-00000000" / "ab" / "cd", long),
        used(tmp_path / "trees" / "a", long),
        used(tmp_path / "usages" / "a", long),
        used(tmp_path / "quarantine" / "a", long),
        used(tmp_path / "organisation" / "a.journal", long),
    ]
    kept = [
        used(tmp_path / "facts-6-0.1.0-8d145c28" / "ab" / "ef", UNUSED.days - 1),
        used(tmp_path / "trees" / "b", 1, written=long),
        used(tmp_path / "trees" / "c", long, written=1),
        used(tmp_path / "mirrors" / "a.git" / "HEAD", long),
        used(tmp_path / "Documents" / "letter.txt", long),
        used(tmp_path / "notes.txt", long),
    ]
    assert sweep(str(tmp_path), NOW) == len(gone)
    assert not [path for path in gone if path.exists()]
    assert all(path.exists() for path in kept)
    assert not (tmp_path / "facts-1-0.0.9-00000000").exists()


def test_it_is_done_once_a_week(tmp_path: Path) -> None:
    assert sweep(str(tmp_path), NOW) == 0
    for day, count in ((1, 0), (6, 0), (7, 1), (8, 0), (3, 1)):  # clocks are put back, too
        used(tmp_path / "trees" / "a", 400)
        assert sweep(str(tmp_path), NOW + timedelta(days=day)) == count


def test_links_lead_nowhere(tmp_path: Path) -> None:
    precious = used(tmp_path / "elsewhere" / "precious", 400)
    cache = tmp_path / "cache"
    (cache / "facts-6-0.1.0-8d145c28").mkdir(parents=True)
    (cache / "facts-6-0.1.0-8d145c28" / "ab").symlink_to(precious.parent)
    (cache / "trees").symlink_to(precious.parent)
    sweep(str(cache), NOW)
    assert precious.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert sweep(str(tmp_path / "nowhere"), NOW) == 0


def test_a_scan_of_the_organisation_sweeps(estate: Estate) -> None:
    estate.repository("a/one", MOVING)
    old = used(estate.cache / "usages" / "0", 400)
    assert estate.scan().code == 1
    assert not old.exists()
    assert [*(estate.cache / "trees").iterdir()]
