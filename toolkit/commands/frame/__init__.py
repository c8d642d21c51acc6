"""What all commands share: options, printed text, words from files, faults of use, the group that loads them."""
