"""vLLM as a child of this process: started, watched, started again when it dies, and gone when its owner is.

``command`` says how vLLM is called, ``guard`` is the small process between it and its owner, ``process`` starts one
and waits for its health, ``supervised`` is the model: calls wait while the server is away, and a request that kills
it twice is not sent a third time.
"""
