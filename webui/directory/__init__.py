"""The directory for administrators: who works where, in which role, who is away and who stands in."""
