"""The models there are to ask, each an implementation of the engine's ``Model`` port."""
