"""Execution of a plan: every ready step of every item, onto one model, through checks and loops.

The engine opens no file and no socket. What it needs from the world is in ``ports``.
"""
