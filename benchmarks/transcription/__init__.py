"""The benchmark of transcription: contestants, materials, comparison of texts, figures."""
