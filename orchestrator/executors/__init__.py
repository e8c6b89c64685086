"""Where items run. ``local`` runs them in this process; each executor builds on an ``App``."""
