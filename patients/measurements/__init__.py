"""What was measured between and at visits: typed, pasted, listed, scored."""
