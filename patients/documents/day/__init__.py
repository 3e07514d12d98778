"""The treatment summaries of a clinic's day, set as one job and fetched as one file."""
