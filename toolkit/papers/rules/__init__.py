"""Rules of the law for each kind of paper: one function a rule, each with its article."""
