"""Where messages go: SMTP, or a folder of .eml files (shell)."""
