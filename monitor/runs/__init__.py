"""The verbs of the shell: poll, read, deliver, and what wires them to the world."""
