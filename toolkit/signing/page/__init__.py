"""The page on which people sign, served by this machine."""
