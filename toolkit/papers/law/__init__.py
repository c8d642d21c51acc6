"""The law that rules stand on: statutes with their editions, dated figures, provincial packs, official texts."""
