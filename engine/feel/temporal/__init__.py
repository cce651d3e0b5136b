"""Dates, times, date-times and durations of FEEL."""
