"""A consultation: what is typed, the plan beside it, the decisions, and the signature."""
