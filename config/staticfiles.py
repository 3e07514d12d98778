"""Finds Bootstrap in its installed package.

The package holds 9 MB; only what a page uses is exposed, so `collectstatic` stays quick.
"""

from importlib.util import find_spec
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "bootstrap"
WANTED = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class BootstrapFinder(BaseFinder):
    """Serves Bootstrap's stylesheet as `bootstrap/css/bootstrap.min.css`."""

    def __init__(self, *args, **kwargs):
        root = Path(next(iter(find_spec("bootstrap").submodule_search_locations)))
        self.storage = FileSystemStorage(location=root)
        self.storage.prefix = PREFIX

    def check(self, **kwargs):
        return []

    def list(self, ignore_patterns):
        for name in WANTED:
            yield name, self.storage

    def find(self, path, find_all=False, **kwargs):
        name = path.removeprefix(f"{PREFIX}/")
        found = self.storage.path(name) if name != path and name in WANTED else None
        if find_all:
            return [found] if found else []
        return found
