"""Does the notice keep to what stays true of a version, whoever approves it?"""

import re

from .obstacle import Obstacle

UNAPPROVED = re.compile(
    r"\b(?:not|never) (?:yet |been |clinically )*(?:approved|signed) by (?:a|any) clinician"
    r"|\b(?:not|never) (?:yet |been )*clinically approved",
    re.IGNORECASE,
)
TOLD = (
    "“{}” is no longer true once a reviewer approved the version: take it out. "
    "Every page and document says by itself who stands behind a version."
)


def notice(content, on, before=()):
    """A notice that says that nobody approved the version, beside the name of who did."""
    if found := UNAPPROVED.search(content.notice):
        yield Obstacle(kind="wording", text=TOLD.format(found[0]), field="notice")
