"""The facts a text states: numbers, dates, names, and the small words that turn its sense."""
