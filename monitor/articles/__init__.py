"""A page to an article: address, encoding, text, title, date, language (pure)."""
