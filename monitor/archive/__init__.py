"""Web archives: reading them back, writing evidence (shell)."""
