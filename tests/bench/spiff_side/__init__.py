"""SpiffWorkflow as an application would embed it first: the whole instance as JSON in one row, through the ORM."""
