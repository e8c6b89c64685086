"""``python -m orchestrator.cli`` is ``inkloom``."""

from orchestrator.cli.main import main

if __name__ == "__main__":
    main()
