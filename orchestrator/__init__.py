"""Inkloom: writing workflows whose role agents share one language model.

The rooms, from the ground up (imports point down only):

* ``domain``     what drafts, critiques, reports, runs and errors are
* ``checks``     text in, measured report out
* ``language``   a workflow file in, a typed plan or every mistake in it out
* ``engine``     a plan in, finished drafts out, over ports it defines itself
* ``adapters``   everything that touches the world: models, files, terminals
* ``settings``, ``app``, ``executors``, ``cli``   configuration, wiring, and the way in
"""

__version__ = "0.1.0"
