"""Search to the second: index, filters, terms."""
