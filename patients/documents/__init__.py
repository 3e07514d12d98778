"""What leaves the product: printed pages and the calendar file."""
