"""Find the grievances of a transcript, and the facts that were said of each."""
