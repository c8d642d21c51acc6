"""Rules of the papers around a petition: refusal, referral, extension, withdrawal and the request for a review."""
