"""A value as canonical JSON: what is the same has the same bytes, and so the same digest."""

import json


def canonical(value) -> bytes:
    """Keys in order, no spaces, UTF-8. Raises ValueError for what JSON cannot hold."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
