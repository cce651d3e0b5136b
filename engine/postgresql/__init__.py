"""Django's PostgreSQL backend with fewer round trips. Named as `ENGINE` in the settings."""
