"""An article to a judgement: folding, terms, rules, context, verdict, tags (pure)."""
