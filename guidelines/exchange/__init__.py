"""The knowledge as YAML files, one a topic: in from files, and out to them."""

from .archive import pack, unpack
from .layout import LARGEST_FILE
from .loading import check_files, load, load_files, problem_of
from .reading import SHIPPED, Files, files_in, read_directory
from .writing import digest, document, export, texts_of

__all__ = [
    "LARGEST_FILE",
    "SHIPPED",
    "Files",
    "check_files",
    "digest",
    "document",
    "export",
    "files_in",
    "load",
    "load_files",
    "pack",
    "problem_of",
    "read_directory",
    "texts_of",
    "unpack",
]
