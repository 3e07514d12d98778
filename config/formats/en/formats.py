"""Dates as clinicians write them: 22-Nov-2026 cannot be read as another day."""

DATE_FORMAT = "d-M-Y"
SHORT_DATE_FORMAT = "d-M-Y"
DATETIME_FORMAT = "d-M-Y H:i"
SHORT_DATETIME_FORMAT = "d-M-Y H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d-%b-%Y"]
