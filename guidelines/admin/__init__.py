"""The admin: where a guideline owner reads and edits what a version says."""

from guidelines.admin import advice, evidence, questions, versions

__all__ = ["advice", "evidence", "questions", "versions"]
