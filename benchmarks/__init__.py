"""Measurements of the whole product on the shipped guideline; see `bin/bench`."""
