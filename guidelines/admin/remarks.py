"""What was said of a version while it was reviewed."""

from guidelines import exchange, frozen
from guidelines.admin.places import place_url


def remarks_of(version):
    """The remarks on a version, oldest first.

    `is_outdated` where the content changed since; `url` leads to the row that is meant.
    """
    remarks = list(version.remarks.select_related("by"))
    now = exchange.digest(frozen.load(version)) if remarks else ""
    for remark in remarks:
        remark.is_outdated = remark.digest != now
        remark.url = place_url(version, remark.collection, remark.key) if remark.key else ""
    return remarks
