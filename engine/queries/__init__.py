"""Every read of the engine. Each takes the actor and shows only what their organisations and roles reach."""
