"""A signed consultation with what its resources have in common."""

from functools import cached_property

from .terms import TERMINOLOGY, urn, without_empty

TEST_DATA = {
    "system": f"{TERMINOLOGY}/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


class Signed:
    """The plan, the decisions and the patient of a signed encounter, and how they are referred to.

    Every id follows from the record number or the digest of the signature.
    """

    def __init__(self, encounter):
        self.encounter, self.patient = encounter, encounter.patient
        self.plan, self.content = encounter.plan, encounter.content

    @cached_property
    def decisions(self):
        return list(self.encounter.decisions.all())

    @cached_property
    def amendment(self):
        """The signed consultation that took the place of this one, if any."""
        return next((row for row in self.encounter.amendments.all() if row.is_signed), None)

    @property
    def signed_at(self) -> str:
        return self.encounter.signed_at.isoformat()

    @property
    def signer(self) -> dict:
        """Who signed, by name: staff have no entries of their own here."""
        user = self.encounter.signed_by
        return {"display": user.get_full_name() or user.get_username()}

    @property
    def subject(self) -> dict:
        return {"reference": urn("Patient", self.patient.record_number)}

    @property
    def context(self) -> dict:
        return self.refer("Encounter")

    def refer(self, kind, *names) -> dict:
        """A reference to a resource of this consultation."""
        return {"reference": urn(kind, self.encounter.digest, *names)}

    def entry(self, kind, reference, **parts) -> dict:
        """A resource as an entry of the bundle; of a demo patient marked as test data."""
        url = reference["reference"]
        head = {"resourceType": kind, "id": url.removeprefix("urn:uuid:"), "meta": self.meta}
        return {"fullUrl": url, "resource": without_empty(head | parts)}

    @property
    def meta(self) -> dict:
        return {"security": [TEST_DATA]} if self.patient.is_demo else {}
