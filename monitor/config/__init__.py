"""The deployment's files to values; errors name file, line, key and remedy (shell)."""
