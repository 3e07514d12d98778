"""All resources of one signed consultation in one bundle."""

from .care_plan import care_plan
from .medication_requests import medication_requests
from .observations import observations
from .people import encounter as visit
from .people import patient
from .signed import Signed
from .terms import urn, without_empty


def bundle(encounter) -> dict:
    """A FHIR R4 collection: patient, visit, observations, care plan and medication requests.

    The same signed encounter gives the same bundle; it changes only when a signed amendment takes
    its place. Raises ValueError for a draft, which nobody answers for yet.
    """
    if not encounter.is_signed:
        raise ValueError("Only a signed consultation is exported.")
    signed = Signed(encounter)
    url = urn("Bundle", encounter.digest)
    entries = [
        patient(signed),
        visit(signed),
        *observations(signed),
        care_plan(signed),
        *medication_requests(signed),
    ]
    head = {
        "resourceType": "Bundle",
        "id": url.removeprefix("urn:uuid:"),
        "meta": signed.meta,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": url},
        "type": "collection",
        "timestamp": signed.signed_at,
    }
    return without_empty(head) | {"entry": entries}
