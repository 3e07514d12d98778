"""A PostgreSQL server that exists for one test run."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

# What it holds is thrown away, so nothing waits for the disk.
FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs():
    """The folder of the newest installed server's programs, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    return newest and newest.parent


@contextlib.contextmanager
def server(folder):
    """Start a server on a free port of this machine; gives its address, then removes it.

    The server refuses to run as root, so root lends it the account `nobody`.
    """
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    account = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    account = account if os.geteuid() == 0 else {}
    if account:
        shutil.chown(home, "nobody", "nogroup")
    port, data, log = free_port(), home / "data", home / "log"
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {FORGETFUL}"
    quiet = {"check": True, "cwd": home, "stdout": subprocess.DEVNULL, **account}
    control = [folder / "pg_ctl", "-D", data, "-w"]
    try:
        subprocess.run([folder / "initdb", "-D", data, "-A", "trust", "-U", "postgres"], **quiet)
        subprocess.run([*control, "-l", log, "-o", options, "start"], **quiet)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(home)


def free_port():
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
