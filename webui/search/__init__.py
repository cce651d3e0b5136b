"""Search everywhere: patients, referrals, tasks and processes that the person may see."""
