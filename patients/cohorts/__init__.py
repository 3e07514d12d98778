"""Which patients match a condition: facts kept when a consultation is signed, as a query."""
