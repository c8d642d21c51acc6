"""The database: tables, transactions, migrations, and the chain of facts."""
