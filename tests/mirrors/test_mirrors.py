"""Mirrors of local remotes: what they hold, what becomes of faults, and who fetches when."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from running import PATIENCE, wait_for
from sources.building import Repository, contents

from platguard.errors import SourceError, UsageError
from platguard.mirrors import Mirror, Mirrors, hosts
from platguard.sources import open_revision
from platguard.sources.git import Git
from platguard.sources.transport import reaching

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def remote(tmp_path: Path) -> Repository:
    """A repository with a commit, to be fetched."""
    found = Repository(tmp_path / "remote", tmp_path / "home")
    found.write("a.yaml")
    found.commit()
    return found


class Cache:
    """The mirrors of a test, day by day."""

    def __init__(self, folder: Path, remote: Repository, **options: Any) -> None:
        self.folder = folder
        self.remote = remote
        self.url = f"file://{remote.root}"
        self.options = {"environ": remote.environ, "pauses": (0.0, 0.0), "files": True, **options}

    def mirrors(self, day: int = 0, **options: Any) -> Mirrors:
        now = NOW + timedelta(days=day)
        return Mirrors(folder=str(self.folder), now=now, **{**self.options, **options})

    def fetch(self, day: int = 0, revision: str = "HEAD", **options: Any) -> Mirror:
        return self.mirrors(day, **options).fetch(self.url, revision)

    def git(self, mirror: Mirror) -> Git:
        found = Git.find(mirror.folder, self.remote.environ)
        assert found is not None
        return found


@pytest.fixture
def cache(tmp_path: Path, remote: Repository) -> Cache:
    return Cache(tmp_path / "cache" / "mirrors", remote)


def test_a_mirror_is_a_bare_repository_at_the_same_commit(cache: Cache) -> None:
    cache.remote.run("tag", "v1")
    mirror = cache.fetch()
    git = cache.git(mirror)
    assert git.is_bare
    assert git.head == cache.remote.run("rev-parse", "HEAD") == git.resolve("v1")
    assert git.origin() == "/".join(cache.remote.root.parts[-2:])
    assert contents(open_revision(mirror.folder, git, "HEAD")) == {"a.yaml": "a: 1\n"}
    assert (mirror.fetched, mirror.problem) == (NOW, "")


def test_the_next_day_it_follows_branches_and_head(cache: Cache) -> None:
    cache.remote.run("branch", "old")
    cache.fetch()
    cache.remote.run("branch", "-D", "old")
    cache.remote.run("checkout", "--quiet", "-b", "old/nested")  # in the place of a branch
    cache.remote.write("b.yaml")
    commit = cache.remote.commit()
    mirror = cache.fetch(day=1)
    git = cache.git(mirror)
    assert mirror.problem == ""
    assert git.head == commit == git.resolve("old/nested")
    assert git.resolve("main") != commit
    with pytest.raises(SourceError):
        git.resolve("old")


def test_a_forced_push_is_followed(cache: Cache) -> None:
    cache.fetch()
    cache.remote.run("commit", "--quiet", "--amend", "--message", "another")
    assert cache.git(cache.fetch(day=1)).head == cache.remote.run("rev-parse", "HEAD")


def test_what_was_fetched_in_this_run_is_not_fetched_again(cache: Cache) -> None:
    first = cache.git(cache.fetch()).head
    cache.remote.commit()
    assert cache.git(cache.fetch()).head == first
    assert cache.git(cache.fetch(day=1)).head != first


def test_an_empty_remote_has_no_commit(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", Repository(tmp_path / "remote", tmp_path / "home"))
    assert cache.git(cache.fetch()).head is None
    commit = cache.remote.commit()
    assert cache.git(cache.fetch(day=1)).head == commit


def test_a_head_that_leads_nowhere_any_more(cache: Cache) -> None:
    cache.fetch()
    cache.remote.run("branch", "-m", "main", "trunk")
    cache.remote.run("symbolic-ref", "HEAD", "refs/heads/gone")
    git = cache.git(cache.fetch(day=1))
    assert git.head is None
    assert git.resolve("trunk")


def test_a_remote_with_long_ids(tmp_path: Path) -> None:
    remote = Repository(tmp_path / "remote", tmp_path / "home", "--object-format=sha256")
    commit = remote.commit()
    cache = Cache(tmp_path / "cache", remote)
    assert cache.git(cache.fetch()).head == commit
    newer = remote.commit()
    assert cache.git(cache.fetch(day=1)).head == newer


def test_a_commit_that_no_branch_has_any_more(cache: Cache) -> None:
    commit = cache.remote.commit()
    cache.remote.run("reset", "--quiet", "--hard", "HEAD~1")
    cache.remote.run("config", "uploadpack.allowAnySHA1InWant", "true")
    with pytest.raises(SourceError):
        cache.git(cache.fetch()).resolve(commit)
    assert cache.git(cache.fetch(revision=commit)).resolve(commit) == commit


def test_a_commit_that_nobody_has(cache: Cache) -> None:
    mirror = cache.fetch(revision="0" * 39 + "1")
    assert "not our ref" in mirror.problem
    assert cache.git(mirror).head is not None


def test_a_blobless_mirror_has_the_wanted_contents_of_a_commit(cache: Cache) -> None:
    cache.remote.run("config", "uploadpack.allowFilter", "true")
    cache.remote.run("config", "uploadpack.allowAnySHA1InWant", "true")
    cache.remote.write("b.yaml", "b: 2\n")
    cache.remote.write("large.bin", "x" * 1000)
    cache.remote.commit()

    def read(mirror: Mirror, revision: str = "HEAD") -> dict[str, str]:
        return contents(open_revision(mirror.folder, cache.git(mirror), revision))

    options: dict[str, Any] = {"blobless": True, "wanted": lambda path: path.endswith(".yaml")}
    mirror = cache.fetch(**options)
    assert mirror.problem == ""
    found = read(mirror)
    assert (found["a.yaml"], found["b.yaml"]) == ("a: 1\n", "b: 2\n")
    assert "not in this clone" in found["large.bin"] or "xxx" not in found["large.bin"]
    packs = Path(mirror.folder, "objects", "pack")
    assert len(list(packs.glob("*.pack"))) == 2  # the history, and the contents all at once

    cache.remote.write("b.yaml", "b: 3\n")
    cache.remote.commit()
    assert read(cache.fetch(day=1, **options))["b.yaml"] == "b: 3\n"
    assert len(list(packs.glob("*.pack"))) == 4
    cache.fetch(day=2, **options)
    assert len(list(packs.glob("*.pack"))) == 4
    assert cache.mirrors().folder_of(cache.url) != mirror.folder


def test_a_remote_that_went_away_leaves_the_mirror_and_the_reason(cache: Cache) -> None:
    first = cache.fetch()
    cache.remote.root.rename(cache.remote.root.with_name("elsewhere"))
    mirror = cache.fetch(day=1)
    assert (mirror.folder, mirror.fetched) == (first.folder, NOW)
    assert "does not appear to be a git repository" in mirror.problem
    assert cache.git(mirror).head


def test_a_remote_that_is_damaged_is_told_as_such(cache: Cache) -> None:
    name = cache.remote.run("rev-parse", "HEAD:a.yaml")
    (cache.remote.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(SourceError, match="corruption on the remote side"):
        cache.fetch()


def test_a_remote_that_was_never_there(cache: Cache) -> None:
    shutil.rmtree(cache.remote.root)
    with pytest.raises(SourceError, match="does not appear to be a git repository"):
        cache.fetch()
    assert [path.suffix for path in cache.folder.iterdir()] == [".lock"]


def test_urls_of_files_only_where_they_are_allowed(cache: Cache) -> None:
    with pytest.raises(UsageError, match="is a file"):
        cache.fetch(files=False)


@pytest.mark.parametrize("what", ["config", "HEAD", "mirror.json", "objects", "packed-refs"])
def test_a_broken_mirror_is_mended_or_made_anew(cache: Cache, what: str) -> None:
    folder = Path(cache.fetch().folder)
    if what == "objects":
        for pack in (folder / "objects" / "pack").iterdir():
            pack.chmod(0o600)
            pack.write_bytes(b"nothing")
    else:
        (folder / what).write_bytes(b"[[[")
    mirror = cache.fetch(day=1)
    assert mirror.problem == ""
    assert contents(open_revision(mirror.folder, cache.git(mirror), "HEAD")) == {"a.yaml": "a: 1\n"}


def test_nothing_that_lies_in_a_mirror_is_run(cache: Cache, tmp_path: Path) -> None:
    folder = Path(cache.fetch().folder)
    marker = tmp_path / "PWNED"
    with (folder / "config").open("a") as config:
        config.write(f"[core]\n\tsshCommand = touch {marker}\n\tfsmonitor = touch {marker}\n")
        config.write(f'[remote "origin"]\n\tuploadpack = touch {marker};false\n')
        config.write(f'[url "ext::touch {marker}"]\n\tinsteadOf = file://\n')
    hooks = folder / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-checkout", "update"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (hooks / name).chmod(0o755)
    cache.remote.commit()
    assert cache.fetch(day=1).problem == ""
    assert not marker.exists()


def test_a_transient_fault_is_tried_again(cache: Cache, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    program = tmp_path / "ssh"
    remote = cache.remote.root
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tries}\n'
        f"if [ $(wc -l < {tries}) -lt 3 ]; then echo 'Connection reset by peer' >&2; exit 255; fi\n"
        f"exec git-upload-pack {remote}\n"
    )
    program.chmod(0o755)
    environ = {**cache.remote.environ, "GIT_SSH_COMMAND": str(program), "GIT_SSH_VARIANT": "ssh"}
    cache.url = "ssh://git@git.example/a/b.git"
    mirror = cache.fetch(environ=environ, files=False)
    assert cache.git(mirror).head == cache.remote.run("rev-parse", "HEAD")
    asked = tries.read_text().splitlines()
    assert len(asked) == 3
    assert asked[0].endswith("git@git.example git-upload-pack '/a/b.git'")


def test_a_final_fault_is_not(cache: Cache, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    refuse = f"echo x >> {tries}; echo 'git@h: Permission denied (publickey).' >&2; exit 255; #"
    cache.url = "git@git.example:a/b.git"
    with pytest.raises(SourceError, match="Permission denied"):
        cache.fetch(
            environ={
                **cache.remote.environ,
                "GIT_SSH_COMMAND": refuse,
                "GIT_SSH_VARIANT": "ssh",  # or git asks the program what it is
            }
        )
    assert tries.read_text() == "x\n"


def test_what_git_is_told_of_the_environment(cache: Cache, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    environ = {
        **cache.remote.environ,
        "GH_TOKEN": "of-a-helper",
        "HTTPS_PROXY": "http://proxy.example",
        "GIT_TRACE": str(tmp_path / "trace"),
        "GIT_SSL_NO_VERIFY": "1",
        "GIT_DIR": "/nowhere",
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": "touch PWNED",
        "GIT_CONFIG_KEY_1": "core.sshCommand",
        "GIT_CONFIG_VALUE_1": f"env > {seen}; false",
        "GIT_CONFIG_KEY_2": "include.path",
        "GIT_CONFIG_VALUE_2": "/tmp/x",
        "SSH_ASKPASS": "ask",
    }
    cache.url = "ssh://git.example/a/b.git"
    with pytest.raises(SourceError):
        cache.fetch(environ=environ, files=False)
    told = dict(line.split("=", 1) for line in seen.read_text().splitlines() if "=" in line)
    assert told["GH_TOKEN"] == "of-a-helper"
    assert told["HTTPS_PROXY"] == "http://proxy.example"
    assert told["GIT_ALLOW_PROTOCOL"] == "https:ssh"
    assert (told["GIT_TERMINAL_PROMPT"], told["GIT_ASKPASS"]) == ("0", "")
    assert told["SSH_ASKPASS_REQUIRE"] == "never"
    unseen = {"GIT_TRACE", "GIT_SSL_NO_VERIFY", "SSH_ASKPASS"}
    assert unseen.isdisjoint(told)
    assert told.get("GIT_DIR") != "/nowhere"
    assert not (tmp_path / "trace").exists()


def test_settings_of_the_environment_that_are_let_through(remote: Repository) -> None:
    given = ["core.fsmonitor", "HTTP.https://git.example/.extraHeader", "include.path", "url.a.b"]
    keys = {f"GIT_CONFIG_KEY_{number}": key for number, key in enumerate(given)}
    values = {f"GIT_CONFIG_VALUE_{number}": f"of {key}" for number, key in enumerate(given)}
    counted = {"GIT_CONFIG_COUNT": str(len(given)), **keys, **values}
    told = reaching(remote.git(), counted, ("https",)).environ
    assert {name: value for name, value in told.items() if name.startswith("GIT_CONFIG_")} == {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": given[1],
        "GIT_CONFIG_VALUE_0": f"of {given[1]}",
        "GIT_CONFIG_KEY_1": given[3],
        "GIT_CONFIG_VALUE_1": f"of {given[3]}",
    }


def test_the_users_rewriting_of_addresses_opens_no_other_way(cache: Cache, tmp_path: Path) -> None:
    marker = tmp_path / "PWNED"
    home = Path(cache.remote.environ["HOME"])
    (home / ".gitconfig").write_text(
        f'[url "ext::touch {marker} "]\n\tinsteadOf = https://git.example/\n'
    )
    cache.url = "https://git.example/a/b"
    with pytest.raises(SourceError, match="not allowed"):
        cache.fetch()
    assert not marker.exists()


def test_credentials_of_rewritten_addresses_are_told_nowhere(cache: Cache) -> None:
    home = Path(cache.remote.environ["HOME"])
    (home / ".gitconfig").write_text(
        '[url "https://bob:hunter2@127.0.0.1:1/"]\n\tinsteadOf = https://git.example/\n'
    )
    cache.url = "https://git.example/a/b"
    with pytest.raises(SourceError) as failed:
        cache.fetch()
    assert "hunter2" not in str(failed.value)
    written = [path for path in cache.folder.rglob("*") if path.is_file()]
    assert written
    assert not any(b"hunter2" in path.read_bytes() for path in written)


def test_two_processes_do_not_fetch_one_mirror_at_once(cache: Cache, tmp_path: Path) -> None:
    log = tmp_path / "log"
    slow = f"echo in >> {log}; git-upload-pack {cache.remote.root}; sleep 0.3; echo out >> {log}; #"
    cache.url = "ssh://git.example/a/b.git"
    environ = {**cache.remote.environ, "GIT_SSH_COMMAND": slow}
    found: list[Mirror] = []
    threads = [
        threading.Thread(target=lambda d=day: found.append(cache.fetch(d, environ=environ)))
        for day in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    told = log.read_text().split()
    assert told == ["in", "out"] * (len(told) // 2)


def is_gone(pid: str) -> bool:
    """Whether a process has ended; one that nobody waits for stays as a zombie."""
    asked = ["ps", "-o", "stat=", "-p", pid]
    told = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    return not told or told.startswith("Z")


def test_a_fetch_that_takes_too_long_ends_with_all_that_it_started(
    cache: Cache, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    cache.url = "ssh://git.example/a/b.git"
    environ = {**cache.remote.environ, "GIT_SSH_COMMAND": f"echo $$ > {pid}; exec sleep 1000; #"}
    with pytest.raises(SourceError, match="took longer than"):
        cache.fetch(environ=environ, seconds=2)
    wait_for(lambda: is_gone(pid.read_text().strip()))


KILLED = """\
import sys
from datetime import datetime, UTC
from platguard.mirrors import Mirrors
environ = dict(PATH=sys.argv[3], HOME=sys.argv[4], GIT_SSH_COMMAND=sys.argv[5])
now = datetime(2026, 11, 30, tzinfo=UTC)
Mirrors(sys.argv[1], environ, now).fetch(sys.argv[2])
"""


@pytest.mark.parametrize("is_new", [True, False])
def test_a_killed_process_leaves_the_old_state(cache: Cache, tmp_path: Path, is_new: bool) -> None:
    cache.url = "ssh://git.example/a/b.git"
    serve = f"git-upload-pack {cache.remote.root}; #"
    environ = {**cache.remote.environ, "GIT_SSH_COMMAND": serve}
    old = None if is_new else cache.git(cache.fetch(environ=environ)).head
    newest = cache.remote.commit()
    started = tmp_path / "started"
    hang = f"touch {started}; exec sleep 1000; #"
    arguments = [str(cache.folder), cache.url, environ["PATH"], environ["HOME"], hang]
    process = subprocess.Popen([sys.executable, "-c", KILLED, *arguments])
    wait_for(started.exists)
    process.kill()
    process.wait()
    known = cache.mirrors(files=False).known(cache.url)
    assert (cache.git(known).head if known else None) == old
    assert cache.git(cache.fetch(day=20, environ=environ)).head == newest
    assert not list(cache.folder.glob("*.new"))


STOPPED = """\
import sys
from datetime import datetime, UTC
from platguard.cli.signals import Interruption
from platguard.mirrors import Mirrors
Interruption().listen()
environ = dict(PATH=sys.argv[2], HOME=sys.argv[3], GIT_SSH_COMMAND=sys.argv[4])
now = datetime(2026, 11, 30, tzinfo=UTC)
urls = [(f"ssh://git.example/a/{number}.git", "HEAD") for number in range(4)]
for found in Mirrors(sys.argv[1], environ, now).fetch_all(urls, at_once=2):
    print(found)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_all_fetches(cache: Cache, tmp_path: Path, number: int) -> None:
    pids = tmp_path / "pids"
    hang = f"echo $$ >> {pids}; exec sleep 1000; #"
    environ = cache.remote.environ
    arguments = [str(cache.folder), environ["PATH"], environ["HOME"], hang]
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, *arguments], stdout=subprocess.PIPE, text=True
    )
    wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    process.send_signal(number)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    assert output == ""
    wait_for(lambda: all(is_gone(pid) for pid in pids.read_text().split()))
    assert not list(cache.folder.glob("*.new"))


def test_many_at_once(cache: Cache, tmp_path: Path) -> None:
    urls = [cache.url]
    for number in range(5):
        other = Repository(tmp_path / f"remote-{number}", tmp_path / "home")
        other.commit(f"commit {number}")
        urls.append(f"file://{other.root}")
    missing = f"file://{tmp_path}/none"
    told = dict(cache.mirrors().fetch_all([(url, "HEAD") for url in [*urls, missing]]))
    assert set(told) == {*urls, missing}
    assert isinstance(told[missing], SourceError)
    for url in urls:
        mirror = told[url]
        assert isinstance(mirror, Mirror)
        assert cache.git(mirror).head


UNREACHABLE = """\
#!/bin/sh
echo x >> CALLS
echo "ssh: connect to host git.example port 22: Network is unreachable" >&2
exit 255
"""


@pytest.mark.parametrize(
    "url",
    ["ssh://git.example/a/{0}.git", "ssh://git@git.example:7999/a/{0}", "git@git.example:{0}"],
)
def test_a_host_that_nobody_reaches_is_not_asked_for_ever(
    cache: Cache, tmp_path: Path, url: str
) -> None:
    calls, program = tmp_path / "calls", tmp_path / "ssh.sh"
    program.write_text(UNREACHABLE.replace("CALLS", str(calls)))
    program.chmod(0o755)
    environ = {**cache.remote.environ, "GIT_SSH_COMMAND": str(program), "GIT_SSH_VARIANT": "ssh"}
    away = [url.format(number) for number in range(3 * hosts.MOST)]
    wanted = [(each, "HEAD") for each in [*away, cache.url]]
    told = dict(cache.mirrors(environ=environ).fetch_all(wanted, at_once=2))
    for each in away:
        assert isinstance(told[each], SourceError)
        assert "Network is unreachable" in str(told[each])
    given_up = [
        each for each in away if "is not asked any more: 16 fetches failed" in str(told[each])
    ]
    # One more may be under way when the host is given up; each is tried three times.
    assert len(given_up) >= len(away) - hosts.MOST - 1
    assert len(calls.read_text().split()) <= 3 * (hosts.MOST + 1)
    # Others are asked, and the host is, the next time.
    assert isinstance(told[cache.url], Mirror)
    calls.write_text("")
    with pytest.raises(SourceError, match="cannot be fetched: ssh: connect"):
        cache.mirrors(environ=environ).fetch(away[0])
    assert calls.read_text()


def test_a_host_that_answers_is_asked_again() -> None:
    found = hosts.Hosts()
    for _ in range(3):
        for _ in range(hosts.MOST - 1):
            found.failed("git.example", "it is slow")
        found.answered("git.example")
    assert found.given_up("git.example") == ""
    for _ in range(hosts.MOST):
        found.failed("git.example", "it is slow")
        found.failed("", "of a file nothing follows for others")
    told = "git.example is not asked any more: 16 fetches failed, as it is slow"
    assert (found.given_up("git.example"), found.given_up("")) == (told, "")


def test_a_mirror_is_for_its_user_alone(cache: Cache) -> None:
    cache.fetch()
    assert stat.S_IMODE(os.stat(cache.folder).st_mode) == 0o700
