"""Bare clones are judged as what they are, wherever they lie."""

from __future__ import annotations

from .estate import MOVING, Estate


def test_a_bare_clone_below_the_configuration_of_the_organisation(estate: Estate) -> None:
    origin = estate.repository("a/origin", MOVING)
    bare = estate.top / "clones" / "bare.git"
    origin.run("clone", "--quiet", "--bare", str(origin.root), str(bare))
    estate.members.pop()
    estate.member("a/bare", bare)
    told = estate.scan()
    assert told.status("a/bare") == ("judged", "")
    assert told.scan["repositories"][0]["coverage"]["judged"] == 1
    assert told.scan["summary"]["error"] == 1
