"""A signed consultation as FHIR R4, for other systems: a pure reading of what was signed."""

from .bundle import bundle

__all__ = ["bundle"]
