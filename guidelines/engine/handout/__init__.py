"""The handout of a patient: what was decided, in plain words of one language, or what they lack."""

from .accepted import accepted
from .compiled import Given, Handout, compiled
from .unsaid import unsaid

__all__ = ["Given", "Handout", "accepted", "compiled", "unsaid"]
