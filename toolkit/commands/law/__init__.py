"""Commands on the law of the papers: its rules, and the official texts of laws."""
