"""What the law asks of each paper: one function a rule, each with its article."""
