"""Repositories that a scan fetches: what reaches them, and what becomes of it when nothing does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from sources.building import Repository

from .estate import FIXED, MOVING, Estate

SSH = """\
#!/bin/sh
# Stands in the place of ssh: runs what the other side would, and breaks off after some bytes.
for command; do :; done
if [ LIMIT = 0 ]; then eval "$command"; exit; fi
eval "$command" | { dd bs=1 count=LIMIT status=none; kill -KILL $$; }
"""
UNREACHABLE = """\
#!/bin/sh
echo "ssh: connect to host git.example port 22: Network is unreachable" >&2
exit 255
"""
SECRET = "hunter2hunter2"


def remote(estate: Estate, name: str, dockerfile: str = FIXED) -> Repository:
    """A repository that the inventory does not name yet."""
    made = Repository(estate.top / "remotes" / name.replace("/", "-"), estate.home)
    made.write("Dockerfile", dockerfile)
    made.commit()
    return made


def named(estate: Estate, name: str, url: str) -> None:
    """Names a URL in the inventory."""
    estate.members.append({"name": name, "url": url})
    estate.write("inventory.yaml", yaml.safe_dump({"repositories": estate.members}))


def program(estate: Estate, text: str) -> str:
    """A program that git runs for ssh."""
    path = estate.top / "ssh"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def left_behind(estate: Estate) -> bytes:
    """Everything that a run wrote."""
    files = [*estate.cache.rglob("*"), *estate.top.glob("platguard-history.db*")]
    return b"".join(file.read_bytes() for file in files if file.is_file())


def test_a_url_is_fetched_and_followed(estate: Estate) -> None:
    there = remote(estate, "a/one", MOVING)
    named(estate, "a/one", f"file://{there.root}")
    refused = estate.run()
    assert refused.code == 2
    assert "inventory.yaml:3" in refused.errors
    told = estate.scan("--allow-file-urls")
    assert told.code == 1
    assert told.status("a/one") == ("judged", "")
    there.write("Dockerfile", FIXED)
    commit = there.commit()
    # What was fetched is judged as it is, and nobody is asked.
    assert estate.scan("--allow-file-urls", "--no-fetch").code == 1
    told = estate.scan("--allow-file-urls")
    assert told.code == 0
    assert told.scan["repositories"][0]["commit"] == commit


def test_a_remote_that_went_away_is_judged_as_it_was(estate: Estate) -> None:
    there = remote(estate, "a/one", MOVING)
    named(estate, "a/one", f"file://{there.root}")
    estate.repository("b/here")
    assert estate.scan("--allow-file-urls").code == 1
    shutil.rmtree(there.root)
    told = estate.scan("--allow-file-urls")
    assert told.code == 3
    status, reason = told.status("a/one")
    assert status == "incomplete"
    assert reason.startswith("judged as it was fetched before: on ")
    assert told.scan["summary"]["outcomes"]["fail"] == 1
    assert told.status("b/here") == ("judged", "")
    # What was never fetched is not there at all.
    shutil.rmtree(estate.cache)
    told = estate.scan("--allow-file-urls")
    assert told.status("a/one")[0] == "failed"
    assert told.status("b/here") == ("judged", "")


def test_a_host_that_nobody_reaches_costs_nobody_else(estate: Estate) -> None:
    named(estate, "a/away", "ssh://git.example/a/away.git")
    estate.repository("b/here", MOVING)
    environ = estate.environ(GIT_SSH_COMMAND=program(estate, UNREACHABLE))
    told = estate.scan(environ=environ)
    assert told.code == 3
    status, reason = told.status("a/away")
    assert status == "failed"
    assert reason.startswith("ssh://git.example/a/away.git cannot be fetched: ")
    assert "Network is unreachable" in reason
    assert told.status("b/here") == ("judged", "")
    assert told.scan["summary"]["error"] == 1


def test_a_network_that_is_gone_half_way_leaves_nothing_half(estate: Estate) -> None:
    there = remote(estate, "a/one", MOVING)
    for number in range(20):
        there.write(f"{number}.txt", f"{number}" * 5000)
    there.commit()
    named(estate, "a/one", f"ssh://git.example{there.root}")
    broken = estate.environ(GIT_SSH_COMMAND=program(estate, SSH.replace("LIMIT", "1500")))
    told = estate.scan(environ=broken)
    assert told.code == 3
    assert told.status("a/one")[0] == "failed"
    whole = estate.environ(GIT_SSH_COMMAND=program(estate, SSH.replace("LIMIT", "0")))
    told = estate.scan(environ=whole)
    assert told.status("a/one") == ("judged", "")
    # The next time it breaks, what was fetched before stands as it was.
    there.write("Dockerfile", FIXED)
    there.commit()
    program(estate, SSH.replace("LIMIT", "900"))
    told = estate.scan(environ=broken)
    assert told.status("a/one")[0] == "incomplete"
    assert told.scan["summary"]["outcomes"]["fail"] == 1


def test_credentials_in_an_inventory_are_refused_and_not_repeated(estate: Estate) -> None:
    named(estate, "a/one", f"https://me:{SECRET}@git.example/a/one.git")
    told = estate.run()
    assert told.code == 2
    assert "inventory.yaml:3" in told.errors
    assert SECRET not in told.output + told.errors


@pytest.mark.parametrize("verbose", [True, False])
def test_credentials_of_the_environment_are_told_nowhere(estate: Estate, verbose: bool) -> None:
    named(estate, "a/one", "ssh://git.example/a/one.git")
    estate.repository("b/here")
    # Some programs tell everything that they were called with.
    telling = "#!/bin/sh\necho \"fatal: unable to access '$REMOTE'\" >&2\nexit 128\n"
    environ = estate.environ(
        GIT_SSH_COMMAND=program(estate, telling),
        REMOTE=f"https://me:{SECRET}@git.example/a/one.git?token={SECRET}",
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0="http.https://git.example/.extraHeader",
        GIT_CONFIG_VALUE_0=f"Authorization: Bearer {SECRET}",
    )
    told = estate.scan(*["--verbose"] * verbose, environ=environ)
    assert told.status("a/one")[0] == "failed"
    assert SECRET not in told.output + told.errors
    assert SECRET.encode() not in left_behind(estate)


def test_mirrors_are_kept_where_somebody_says(estate: Estate, tmp_path: Path) -> None:
    there = remote(estate, "a/one")
    named(estate, "a/one", f"file://{there.root}")
    assert estate.scan("--allow-file-urls", "--mirrors=kept", "--no-cache").code == 0
    assert len(list((tmp_path / "kept").glob("*.git"))) == 1
    assert not (estate.cache / "mirrors").exists()


SEALED = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: db, namespace: shop}
spec: {encryptedData: {password: Ag%s}}
"""


def test_a_blobless_mirror_has_what_is_judged(estate: Estate, restored: Path) -> None:
    estate.take_builtin(restored)
    there = remote(estate, "a/one", MOVING)
    for name, value in (("uploadpack.allowFilter", "true"), ("uploadpack.allowAnySHA1InWant", "1")):
        there.run("config", name, value)
    for number in range(3):
        there.write("db.yaml", SEALED % (str(number) * 100))
        there.write("README.md", f"# Shop {number}\n\n" + "It sells things. " * 30)
        there.write("large.bin", str(number) * 100_000)
        there.commit(day=f"2025-0{number + 1}-01")
    named(estate, "a/one", f"file://{there.root}")
    whole = estate.scan("--allow-file-urls", "--fail-on=never")
    told = estate.scan("--allow-file-urls", "--fail-on=never", "--blobless")
    (mirror,) = (estate.cache / "mirrors").glob("*-blobless.git")
    missing = there.run("-C", str(mirror), "rev-list", "--objects", "--missing=print", "HEAD")
    assert sum(line.startswith("?") for line in missing.splitlines()) == 7
    assert told.status("a/one") == whole.status("a/one") == ("judged", "")
    # All is the same but for what only past contents tell.
    changed = [
        (was["id"], was["fail"], now["unknown"])
        for was, now in zip(whole.scan["rules"], told.scan["rules"], strict=True)
        if was != now
    ]
    assert changed == [
        ("secret-no-rotation-evidence", 0, 1),
        ("secret-rotation-overdue", 1, 1),
    ]
    there.write("Dockerfile", FIXED)
    commit = there.commit()
    told = estate.scan("--allow-file-urls", "--fail-on=never", "--blobless")
    assert told.status("a/one") == ("judged", "")
    assert told.scan["repositories"][0]["commit"] == commit
