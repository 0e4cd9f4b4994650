"""SQLite: one file per noun, one writer, every write idempotent (shell)."""
