"""Answers the settings need from the machine they run on."""

import os
import secrets
from ipaddress import ip_address

from django.core.exceptions import ImproperlyConfigured


def is_loopback(host):
    """Whether the host name can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def secret_key(given, path, may_write):
    """The secret key: the given one, else the file's, else a new one written to the file.

    Raises ImproperlyConfigured where there is none and none may be written: a site that others
    can reach must have been given its key on purpose.
    """
    if given:
        return given
    if not path.exists():
        if not may_write:
            raise ImproperlyConfigured("Set SECRET_KEY: a site that others can reach needs one.")
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def _write_once(path, text):
    """Write a file only its owner may read; of two processes that start at once, one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
