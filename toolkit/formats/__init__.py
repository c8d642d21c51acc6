"""File formats, one module for each outside library: Excel, PDF, subtitles, charts, BagIt, Word."""
