"""Whatever is wrong with a repository is told by its name, and costs no other one."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import time
from pathlib import Path

import pytest
from running import PATIENCE, started, wait_for
from sources.building import Repository

from .estate import DAY, FIXED, MOVING, STANDARD, Estate

POISONED_GIT = """\
#!/bin/sh
# Stands in front of git, and does what the repository asks for.
if [ -e poison-all ]; then sleep 1000; fi
case "$*" in *ls-tree*)
    if [ -e poison-kill ]; then kill -9 $PPID; fi
    if [ -e poison-hang ]; then sleep 1000; fi
    if [ -e poison-change ]; then mv poison-change ../../own.yaml; touch poison-once; fi
    if [ -e poison-once ]; then rm poison-once; kill -9 $PPID; fi
esac
exec REAL "$@"
"""


@pytest.fixture(autouse=True)
def beside(estate: Estate) -> None:
    """Others are judged at the same time."""
    estate.jobs = 2


@pytest.fixture
def poisoned(estate: Estate) -> dict[str, str]:
    """An environment whose git kills or stops the process that calls it in some repositories."""
    return estate.with_git(POISONED_GIT)


def test_every_fault_is_told_and_costs_nobody_else(estate: Estate) -> None:
    estate.repository("a/good", FIXED)
    estate.repository("a/failing", MOVING)
    estate.repository("b/no-commit", None)
    estate.repository("b/nothing", None).commit()
    estate.member("b/missing", estate.top / "nowhere")
    (estate.top / "file").write_text("")
    estate.member("b/file", estate.top / "file")
    (estate.top / "plain").mkdir()
    estate.member("b/plain", estate.top / "plain")
    broken = estate.repository("c/objects-gone")
    shutil.rmtree(broken.root / ".git" / "objects")
    (broken.root / ".git" / "objects").mkdir()
    cut = estate.repository("c/object-cut", FIXED.replace("1.0", "2.0"))
    blob = cut.run("rev-parse", "HEAD:Dockerfile")
    file = cut.root / ".git" / "objects" / blob[:2] / blob[2:]
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    file.write_bytes(file.read_bytes()[:10])
    twice = estate.repository("c/two-faults", FIXED)
    twice.write("pods.yaml", "apiVersion: v1\nkind: Pod\n---\na: [\n---\nb: [\n")
    twice.commit()
    origin = estate.repository("c/origin")
    origin.commit("second")
    shallow = estate.top / "clones" / "shallow"
    origin.run("clone", "--quiet", "--depth=1", f"file://{origin.root}", str(shallow))
    estate.member("c/shallow", shallow)
    estate.member("c/part", origin.root / ".git" / "refs")
    looped = estate.top / "clones" / "looped"
    looped.mkdir()
    (looped / ".git").write_text("gitdir: .git\n")
    estate.member("d/looped", looped)
    own = estate.repository("d/own-settings")
    own.write(".platguard.yaml", "exclud: [a]\n")
    own.commit()
    branch = estate.repository("d/branch")
    estate.members.pop()
    estate.member("d/branch", branch.root, revision="no-such-branch")

    renamed = estate.repository("e/renamed")
    renamed.run("symbolic-ref", "HEAD", "refs/heads/other")
    damaged = estate.repository("e/ref-damaged")
    (damaged.root / ".git" / damaged.run("symbolic-ref", "HEAD")).write_text("zzz\n")
    circle = estate.repository("e/circle")
    circle.run("symbolic-ref", "refs/heads/main", "refs/heads/other")
    circle.run("symbolic-ref", "refs/heads/other", "refs/heads/main")
    newer = estate.repository("e/newer")
    newer.run("config", "core.repositoryFormatVersion", "1")
    newer.run("config", "extensions.refStorage", "next")

    told = estate.scan()
    assert told.code == 3
    expected = {
        "a/good": ("judged", ""),
        "a/failing": ("judged", ""),
        "b/no-commit": ("empty", "it has no commit yet"),
        "b/nothing": ("empty", "nothing in it that platguard judges"),
        "b/missing": ("missing", "does not exist"),
        "b/file": ("missing", "is a file"),
        "b/plain": ("failed", "is no git repository"),
        "c/objects-gone": ("failed", "is not in this clone"),
        "c/object-cut": ("incomplete", "1 file could not be read, Dockerfile"),
        "c/two-faults": ("incomplete", "1 file could not be read, pods.yaml:5:1"),
        "c/shallow": ("incomplete", "a shallow clone"),
        "c/part": ("failed", "inside"),
        "d/looped": ("failed", "is no git repository"),
        "d/own-settings": ("failed", ".platguard.yaml:1:1"),
        "d/branch": ("failed", "there is no commit 'no-such-branch' in"),
        "e/renamed": ("failed", "its HEAD names refs/heads/other, which is not there, and refs/"),
        "e/circle": ("failed", "its HEAD names a branch, which git cannot follow to a commit"),
        "e/newer": ("failed", "unknown repository extension found: refstorage"),
        "e/ref-damaged": ("failed", "its branches cannot be read: warning: ignoring broken ref"),
    }
    for name, (status, reason) in expected.items():
        assert told.status(name)[0] == status, (name, told.status(name))
        assert reason in told.status(name)[1], (name, told.status(name))
    assert told.scan["summary"]["error"] == 1
    # A file that nobody could read might fail the rule: these two are no pass, as in a report.
    (rule,) = told.scan["rules"]
    passing = {"a/good", "c/origin", "c/shallow"}
    assert (rule["failing"], rule["repositories"]) == (1, len({"a/failing", *passing}))


SPECIAL = (
    *("HEAD", "config", "packed-refs", "shallow", "commondir", "refs/heads/main"),
    *("objects/info/alternates", "objects/info/commit-graph", "info/grafts"),
)


def test_nobody_waits_for_what_is_no_file(estate: Estate) -> None:
    """git would wait for whoever writes into a pipe, until its limit of time."""
    estate.repository("a/good", FIXED)
    pipes = {}
    for number, name in enumerate(SPECIAL):
        pipes[f"b/{number}"] = (estate.repository(f"b/{number}").root, name)
    main = Repository(estate.top / "main", estate.home)
    main.commit()
    linked = estate.top / "clones" / "linked"
    main.run("worktree", "add", "--quiet", "--detach", str(linked))
    estate.member("b/linked", linked)
    pipes["b/linked"] = (main.root, "packed-refs")
    for root, name in pipes.values():
        path = root / ".git" / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path)
    endless = estate.repository("c/endless")
    (endless.root / ".git" / "packed-refs").symlink_to("/dev/zero")
    whole = estate.repository("c/whole")
    shutil.rmtree(whole.root / ".git")
    os.mkfifo(whole.root / ".git")
    begun = time.monotonic()
    told = estate.scan()
    assert time.monotonic() - begun < 60
    for repository, (_, name) in pipes.items():
        status, reason = told.status(repository)
        assert (status, name in reason) == ("failed", True), reason
        assert " is a named pipe, which git would wait for. Put a file in its place." in reason
    assert "packed-refs is a device, which git" in told.status("c/endless")[1]
    assert told.status("c/whole") == ("failed", "its folder is no git repository")
    assert told.status("a/good") == ("judged", "")


def test_a_repository_of_somebody_else_is_not_opened(estate: Estate) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    theirs = estate.repository("a/theirs")
    for folder, _, names in os.walk(theirs.root):
        os.chown(folder, 12345, 12345)
        for name in names:
            os.chown(os.path.join(folder, name), 12345, 12345)
    status, reason = estate.scan().status("a/theirs")
    assert status == "failed"
    assert "belongs to somebody else" in reason
    assert reason.endswith("`git config --global --add safe.directory FOLDER`.")


def test_nothing_of_a_repository_is_run(estate: Estate) -> None:
    hostile = estate.repository("a/hostile", MOVING)
    marker = estate.top / "PWNED"
    hook = f"#!/bin/sh\ntouch {marker}\n"
    for name in ("post-checkout", "reference-transaction"):
        path = hostile.root / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(hook)
        path.chmod(0o755)
    hostile.run("config", "core.fsmonitor", f"touch {marker}")
    hostile.run("config", "filter.x.smudge", f"touch {marker}")
    hostile.run("config", "core.sshCommand", f"touch {marker}")
    (hostile.root / ".gitattributes").write_text("* filter=x\n")
    told = estate.scan()
    assert told.status("a/hostile")[0] == "judged"
    assert told.scan["summary"]["error"] == 1
    assert not marker.exists()


def test_what_kills_a_worker_is_tried_twice_and_put_into_quarantine(
    estate: Estate, poisoned: dict[str, str]
) -> None:
    (estate.repository("a/poison", MOVING).root / "poison-kill").touch()
    estate.repository("b/good", MOVING)
    told = estate.scan(environ=poisoned)
    status, reason = told.status("a/poison")
    assert status == "quarantined"
    assert "it broke the scan twice: its process was ended by signal 9 (SIGKILL)" in reason
    assert told.status("b/good") == ("judged", "")
    assert told.code == 3
    assert (told.judgements["lost"], told.judgements["retried"]) == (2, 1)
    assert (told.judgements["asked"], told.judgements["made"]) == (2, 1)

    # It is left alone, although it would do no harm any more.
    status, reason = estate.scan().status("a/poison")
    assert status == "quarantined"
    assert "not tried again, because it broke an earlier scan" in reason
    assert estate.scan("--retry-quarantined").status("a/poison") == ("judged", "")


def test_a_new_commit_ends_a_quarantine(estate: Estate, poisoned: dict[str, str]) -> None:
    poison = estate.repository("a/poison", MOVING)
    (poison.root / ".git" / "info" / "exclude").write_text("poison-kill\n")
    (poison.root / "poison-kill").touch()
    assert estate.scan(environ=poisoned).status("a/poison")[0] == "quarantined"
    poison.write("Dockerfile", FIXED)
    poison.commit()
    assert estate.scan().status("a/poison") == ("judged", "")


def test_a_worker_that_dies_once_costs_nothing(estate: Estate, poisoned: dict[str, str]) -> None:
    once = estate.repository("a/once", MOVING)
    (once.root / "poison-once").touch()
    estate.repository("b/good")
    told = estate.scan(environ=poisoned)
    assert not (once.root / "poison-once").exists()
    assert told.status("a/once") == told.status("b/good") == ("judged", "")
    assert told.code == 1
    assert (told.judgements["lost"], told.judgements["retried"]) == (1, 1)
    assert told.judgements["made"] == 2


def test_what_is_edited_meanwhile_counts_the_next_time(
    estate: Estate, poisoned: dict[str, str]
) -> None:
    edits = estate.repository("a/edits", MOVING)
    (edits.root / "poison-change").write_text(STANDARD.replace("high", "info"))
    estate.repository("b/good")
    told = estate.scan("--jobs=1", environ=poisoned)
    assert not (edits.root / "poison-change").exists()
    # The process that came after has not read what lies there now.
    assert told.status("a/edits") == ("judged", "")
    assert (told.code, told.scan["summary"]["error"]) == (1, 1)
    again = estate.scan()
    assert (again.code, again.scan["summary"]["note"]) == (0, 1)
    assert again.scan["inputs"]["standards"] != told.scan["inputs"]["standards"]


def test_a_deadline_ends_what_hangs(estate: Estate, poisoned: dict[str, str]) -> None:
    (estate.repository("a/hangs").root / "poison-hang").touch()
    estate.repository("b/good")
    begun = time.monotonic()
    told = estate.scan("--repository-seconds=4", environ=poisoned)
    assert time.monotonic() - begun < 60
    status, reason = told.status("a/hangs")
    assert (status, told.code) == ("quarantined", 3)
    assert "took longer than 4 seconds" in reason
    assert told.status("b/good") == ("judged", "")
    assert not _processes(estate), "git still runs"


def test_a_limit_of_memory_costs_one_repository(estate: Estate) -> None:
    large = estate.repository("a/large")
    large.write("values.yaml", "".join(f"k{n}: [1, 2, 3, 4]\n" for n in range(8_000)))
    large.write(
        "k.yaml", "".join(f"---\napiVersion: v1\nkind: Pod\nn: {n}\n" for n in range(4_000))
    )
    large.commit()
    estate.repository("b/good")
    told = estate.scan("--repository-memory=10M")
    assert told.status("b/good") == ("judged", "")
    status, reason = told.status("a/large")
    assert status == "quarantined", reason
    assert "memory" in reason
    assert estate.scan("--retry-quarantined").status("a/large") == ("judged", "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_everything(
    estate: Estate, poisoned: dict[str, str], number: int, code: int
) -> None:
    (estate.repository("a/hangs").root / "poison-hang").touch()
    started = estate.start(environ=poisoned)
    wait_for(lambda: bool(_processes(estate)))
    started.send_signal(number)
    _, errors = started.communicate(timeout=PATIENCE)  # git would hang for longer
    assert started.returncode == code
    assert "Traceback" not in errors
    afterwards = f"As of {DAY}, the same command goes on where it stopped."
    assert errors.splitlines()[-1] == f"platguard: interrupted. {afterwards}"
    wait_for(lambda: not _processes(estate))


@pytest.mark.parametrize(
    ("command", "afterwards"),
    [
        (
            f"scan inventory.yaml --as-of {DAY} --restart",
            f"As of {DAY}, the same command without --restart goes on where it stopped.",
        ),
        (
            f"backfill inventory.yaml --since {DAY} --until {DAY}",
            "The same command goes on where it stopped.",
        ),
        (
            f"backfill inventory.yaml --since {DAY} --until {DAY} --again",
            "What was judged is in the history; the same command, with --again, begins anew.",
        ),
        ("export evidence", "Nothing was written; the same command begins anew."),
    ],
)
@pytest.mark.parametrize("poison", ["poison-hang", "poison-all"])
def test_who_interrupts_is_told_what_becomes_of_the_work(
    estate: Estate, poisoned: dict[str, str], command: str, afterwards: str, poison: str
) -> None:
    (estate.repository("a/hangs").root / poison).touch()
    process = started(estate.top, poisoned, "org", *command.split())
    wait_for(lambda: bool(_processes(estate)))
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == f"platguard: interrupted. {afterwards}"
    assert not output
    assert not (estate.top / "evidence").exists()


def test_workers_end_with_a_parent_that_is_killed(estate: Estate, poisoned: dict[str, str]) -> None:
    (estate.repository("a/hangs").root / "poison-hang").touch()
    started = estate.start(environ=poisoned)
    wait_for(lambda: bool(_processes(estate)))
    started.kill()
    started.communicate(timeout=PATIENCE)
    wait_for(lambda: not _processes(estate))


def _processes(estate: Estate) -> list[str]:
    """The processes that stand in a repository of the estate: only git does."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                folder = os.readlink(entry / "cwd")
            except OSError:
                continue
            if folder.startswith(f"{estate.top}/clones"):
                found.append(entry.name)
    return found


def test_a_summary_for_people(estate: Estate) -> None:
    estate.repository("a/failing", MOVING)
    estate.repository("a/good", FIXED)
    estate.member("b/missing", estate.top / "nowhere")
    told = estate.run()
    assert told.code == 3
    assert "b/missing:" in told.output
    assert "moving-tag: 1 of 2 repositories, 50.0 % of 2 checks pass" in told.output
    assert "Incomplete: 1 error; exit 3." in told.output
    # A path is a word, and words are not broken.
    assert all(len(line) <= 80 or " " not in line.strip() for line in told.output.splitlines())
