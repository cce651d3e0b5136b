"""The second engine: SpiffWorkflow's `BpmnWorkflow` runs the paths that the token runtime has run.

The routing is its own, read from the document by its own parser. What it cannot have is given: the outcome of each FEEL
expression (it has no FEEL), and the moment at which a timer, message or condition happens (see docs on its timers).
"""
