"""Articles to stories: signatures of copies, and grouping by them (pure)."""
