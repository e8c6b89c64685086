"""What the words of this project mean: drafts, outlines, critiques, reports, runs, errors.

Pydantic and the standard library only; no input or output, no clock, no randomness.
"""
