"""A newsroom of our own writing on loopback, and the demonstration that crawls it (`make demo`)."""
