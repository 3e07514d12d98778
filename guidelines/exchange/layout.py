"""Which file holds what, and how large it may be."""

from guidelines.models import COLLECTIONS

HEAD = "guideline"
IN_HEAD = ("key", "title", "version", "notice", "review_by", "changes", "sections", "gates")
FILES = [name for name in COLLECTIONS if name not in IN_HEAD]
NAMES = sorted(f"{name}.yaml" for name in (HEAD, *FILES))
LARGEST_FILE = 5_000_000  # bytes


def file_of(path) -> str:
    """The name of the file that holds what a path through the content leads to."""
    return f"{path[0] if path and path[0] in FILES else HEAD}.yaml"
