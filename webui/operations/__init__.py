"""For the people who keep the processes running: incidents, instances, jobs, timers, messages, the demonstration's clock."""
