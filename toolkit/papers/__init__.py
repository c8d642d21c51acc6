"""Papers (文书): forms, facts, rules, drafts, issued papers."""
