"""The admin: where a guideline owner reads and edits what a version says."""

from guidelines.admin import advice, evidence, patient_texts, questions, versions

__all__ = ["advice", "evidence", "patient_texts", "questions", "versions"]
