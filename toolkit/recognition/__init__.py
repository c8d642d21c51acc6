"""Speech recognition: models, decoders, guards, the lexicon, the pipeline from samples to segments."""
