"""The signature of data that leaves the house: whether this server made it, and nobody changed it.

By default a keyed digest, which only this server can check. Another kind, such as one that others
can check with a certificate, takes the place of `sign` and `is_ours` under a name of its own.
"""

import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from patients.canonical import canonical

KIND = "HMAC-SHA-256"
SALT = "patients.documents.sealed"  # keeps the derived key apart from all others of SECRET_KEY


def sign(data: dict) -> dict:
    """The data with a signature over its canonical JSON."""
    return data | {"signature": {"kind": KIND, "value": _digest(_keys()[0], data)}}


def is_ours(signed: dict) -> bool:
    """Whether one of this server's keys, the present or an earlier one, signed just this data."""
    signature = signed.get("signature")
    if not isinstance(signature, dict) or signature.get("kind") != KIND:
        return False
    data = {name: value for name, value in signed.items() if name != "signature"}
    given = str(signature.get("value")).encode()
    return any(hmac.compare_digest(_digest(key, data).encode(), given) for key in _keys())


def _keys():
    """The key that signs, and then those that still count."""
    own = settings.DOCUMENT_KEY.encode() or salted_hmac(SALT, "", algorithm="sha256").digest()
    return [own, *(key.encode() for key in settings.DOCUMENT_KEY_FALLBACKS)]


def _digest(key, data):
    return hmac.new(key, canonical(data), "sha256").hexdigest()
