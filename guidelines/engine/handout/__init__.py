"""The handout of a patient: what was decided, in plain words of one language, or what they lack."""

from .compiled import Given, Handout, compiled

__all__ = ["Given", "Handout", "compiled"]
