"""What a patient takes: courses, doses over time, and planned tapers."""
