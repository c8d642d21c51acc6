"""Meaning of the texts of a paper: sentences, who says them and whether they deny, and concepts in many wordings."""
