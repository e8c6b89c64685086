"""One module a command; ``orchestrator.cli.main`` lists them."""
