"""The course of the disease, drawn and told in words."""
