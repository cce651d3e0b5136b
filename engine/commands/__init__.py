"""Every mutation of the engine, one a file. Each takes the actor, refuses with `engine.errors`, and commits once."""
