"""Signed-off process models as data: one folder a family, and the loader that hands them out."""
