"""Fixtures for tests of signatures and of what they prove."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sources.building import Repository

from .keys import OpenPgpKeys, SshKeys
from .register import Register


@pytest.fixture(scope="session")
def ssh_keys(tmp_path_factory: pytest.TempPathFactory) -> SshKeys:
    """The ssh keys of everybody."""
    return SshKeys(tmp_path_factory.mktemp("ssh"))


@pytest.fixture(scope="session")
def openpgp_keys() -> Iterator[OpenPgpKeys]:
    """A keyring that everybody signs with; in a short folder, for the agent's socket."""
    with TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        keys = OpenPgpKeys(Path(folder))
        yield keys
        keys.close()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository on an unborn branch."""
    return Repository(tmp_path / "repository", tmp_path / "home")


@pytest.fixture(scope="session")
def carol(openpgp_keys: OpenPgpKeys) -> list[str]:
    """The primary key and the signing subkey of somebody."""
    primary = openpgp_keys.make("carol")
    return [primary, openpgp_keys.add_subkey(primary)]


@pytest.fixture
def register(repository: Repository, ssh_keys: SshKeys) -> Register:
    """A register in which nothing stands yet, and bob and alice may approve."""
    allowed = ssh_keys.line("bob@platform.example", "bob") + ssh_keys.line("alice", "alice")
    return Register(repository, ssh_keys, allowed.encode())
