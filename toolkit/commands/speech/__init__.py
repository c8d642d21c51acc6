"""Commands of speech recognition: recordings to text, and the models that hear them."""
