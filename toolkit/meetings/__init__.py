"""Night meetings and their recordings: taken in, numbered, noticed, put right."""
