"""Rules of the mediation file: agreements, their contents and money, the court, and the other forms."""
