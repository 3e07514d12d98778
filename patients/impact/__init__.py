"""Whom an edit of the guideline would have touched: signed consultations under two versions."""
