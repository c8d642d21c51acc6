"""What is kept from the ordinary workspace: sealed, cut, erased, destroyed."""
