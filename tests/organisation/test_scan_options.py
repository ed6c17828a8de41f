"""Which commit a scan judges, and whether it goes on with one that was interrupted."""

from __future__ import annotations

import signal

from .estate import FIXED, MOVING, Estate
from .test_faults import POISONED_GIT


def test_a_revision_is_that_of_every_repository(estate: Estate) -> None:
    for name in ("web/shop", "web/site"):
        made = estate.repository(name, FIXED)
        made.run("tag", "v1")
        made.write("Dockerfile", MOVING)
        made.commit()
    found = [estate.scan("--history=h.db", *more) for more in ((), ("--revision=v1",))]

    assert [told.scan["summary"]["outcomes"]["fail"] for told in found] == [2, 0]
    missing = estate.scan("--history=other.db", "--revision=v2")
    assert missing.code == 3
    assert missing.status("web/shop")[0] == "failed"
    assert "'v2'" in missing.status("web/shop")[1]


def test_a_past_day_is_not_what_there_is_today(estate: Estate) -> None:
    made = estate.repository("web/shop", FIXED)
    last = made.run("log", "-1", "--format=%cs").strip()
    told, past = estate.scan(f"--as-of={last}"), estate.scan("--as-of=2020-01-01")
    assert [one.scan["repositories"][0]["committed_on"] for one in (told, past)] == [last, last]
    assert told.scan["notices"] == []
    (notice,) = past.scan["notices"]
    assert notice.startswith("1 repository judged at commits of later days than 2020-01-01")


def test_an_interrupted_scan_begins_anew_when_somebody_asks(estate: Estate) -> None:
    names = [f"web/shop-{number}" for number in range(6)]
    poison = [estate.repository(name).root / "poison-hang" for name in names][-1]
    poisoned = estate.with_git(POISONED_GIT)  # the last one is never done
    told = []
    for more in ((), ("--restart",)):
        poison.touch()
        killed = estate.start("--verbose", environ=poisoned)
        assert killed.stderr is not None
        seen = ""
        while seen.count(": judged") < 2:  # when the second is told, the first is written
            seen += killed.stderr.readline()
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)
        poison.unlink()
        told.append(estate.scan("--verbose", *more))
        for file in estate.top.glob("platguard-history.db*"):
            file.unlink()

    assert told[0].errors.count(": judged") < told[1].errors.count(": judged") == len(names)
    assert ["goes on after" in one.errors for one in told] == [True, False]
    assert all(one.code == 0 for one in told)


def test_an_inventory_whose_patterns_match_nothing(estate: Estate) -> None:
    estate.write("inventory.yaml", "repositories: [{glob: 'clones/*.git'}]\n")
    told = estate.run()
    assert (told.code, told.output) == (2, "")
    assert "the inventory has no repositories; inventory.yaml:1:23: clones/*.git" in told.errors
    estate.repository("web/shop")
    told = estate.run("--only=api/*")
    assert told.code == 2
    assert "--only api/*: no repository of the inventory is called so" in told.errors
