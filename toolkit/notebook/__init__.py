"""What staff see in Jupyter: panels, tables, overview, faults."""
