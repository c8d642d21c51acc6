"""Grievances (诉求) of a meeting: found, tagged, judged, edited, confirmed."""
