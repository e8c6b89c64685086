"""Where items run: ``contract`` says what an executor is, ``local`` is the one that runs them in this process."""
