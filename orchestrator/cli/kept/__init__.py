"""What the commands tell of runs that are kept: gathered as plain documents, and then told to people."""
