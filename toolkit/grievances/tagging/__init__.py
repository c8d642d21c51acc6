"""Tag grievances: subject, kind, triage colour, mediation."""
