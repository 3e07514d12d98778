"""Bring the database and the static files up to date, then serve.

Runs inside the virtual environment; bin/run starts it.
"""

import hashlib
import os
import socket
import subprocess
import sys

import house

sys.path.insert(0, str(house.ROOT))

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def main():
    """Prepare, say where the pages are, and serve them until interrupted."""
    check_port()
    name_hosts()
    prepare_database()
    collect_static()
    name = "localhost" if HOST in EVERYWHERE else HOST
    print(f"Myopathway is at http://{bracketed(name)}:{PORT}/ (Ctrl-C stops it)", flush=True)
    serve()


def check_port():
    """Stop early, with what to do, where another program has the port."""
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            sys.exit(f"Cannot serve on {HOST}:{PORT} ({error.strerror}). Try PORT=8001 bin/run")


def name_hosts():
    """Answer to the names of the address asked for, unless ALLOWED_HOSTS says which.

    Beyond this machine that is plain HTTP: good for a trial, not for real patients.
    """
    from config.environment import is_loopback

    if "ALLOWED_HOSTS" in os.environ:
        return
    names = own_names() if HOST in EVERYWHERE else [bracketed(HOST)]
    os.environ["ALLOWED_HOSTS"] = ",".join(["localhost", "127.0.0.1", "[::1]", *names])
    if all(is_loopback(name) for name in names):
        return
    os.environ.setdefault("HTTPS", "false")
    print("Without HTTPS others on the network can read along: use demo patients only.")


def own_names():
    """The names and addresses by which others may know this machine."""
    try:
        machine, aliases, addresses = socket.gethostbyname_ex(socket.gethostname())
    except OSError:
        return [socket.gethostname()]
    return [machine, *aliases, *addresses]


def bracketed(host):
    """The host as addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def prepare_database():
    """Migrate, publish the shipped guideline, fill an empty database; facts of older visits."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        call_command("migrate", verbosity=0)
        call_command("load_guideline")
        call_command("create_demo")
        call_command("rebuild_facts", missing=True)
    except CommandError as error:
        sys.exit(f"Not started. {error}")


def collect_static():
    """Gather and compress the static files, when one of them or the lock has changed."""
    from django.core.management import call_command

    digest = hashlib.sha256((house.ROOT / "requirements.txt").read_bytes())
    for path in sorted((house.ROOT / "static").rglob("*.*")):
        digest.update(str(path.relative_to(house.ROOT)).encode() + path.read_bytes())
    collected = (house.ROOT / "staticfiles" / "staticfiles.json").exists()
    if not (collected and house.is_current("static", digest.hexdigest())):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        house.write_stamp("static", digest.hexdigest())


def start_worker():
    """Start what does the background work; it notices by itself when this process ends."""
    command = [house.PYTHON, house.ROOT / "bin" / "worker.py"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def serve():
    """Serve with two sync workers, each replaced now and then so that memory stays flat.

    The server runs in this process, where everything is loaded already: workers start at once.
    """
    from django.db import connections
    from gunicorn.app.wsgiapp import WSGIApplication

    connections.close_all()  # a worker must not inherit an open one
    worker = start_worker()  # noqa: F841 - it ends when its standard input is closed with us
    sys.argv = [
        *("gunicorn", "--bind", f"{bracketed(HOST)}:{PORT}", "--workers", "2"),
        *("--max-requests", "500", "--max-requests-jitter", "100"),
        *("--log-level", "warning", "--no-control-socket", "config.wsgi"),
    ]
    WSGIApplication().run()


if __name__ == "__main__":
    main()
