"""The one guarded way to the web (shell)."""
