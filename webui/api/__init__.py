"""The REST API: JSON in, JSON or problem+json out. Views translate; commands and queries decide."""
