"""Answers the settings need from the machine they run on."""

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


def keys(given):
    """The keys in a text that separates them by commas: no blank one, no spaces around them."""
    return [key for part in given.split(",") if (key := part.strip())]


def secret_key(given, path):
    """The secret key: the given one, else the one in the file.

    Raises ImproperlyConfigured where there is neither: no site starts on a guessable key.
    """
    if given:
        return given
    if not path.exists():
        raise ImproperlyConfigured(f"Set SECRET_KEY, or start with bin/run, which writes {path}.")
    return path.read_text().strip()
