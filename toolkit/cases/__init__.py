"""Cases (事项) from opening to the end: the ledger, its entries and statutory clocks."""
