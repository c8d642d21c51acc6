"""A store on a PostgreSQL server: the backend, its tables and guards, marks of commits, and scrubbing."""
