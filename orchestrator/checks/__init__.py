"""Checks: text in, a report out. Pure functions, no model, no network.

* ``registry``     the checks there are, and ``run_checks``; ``check`` says what one is, ``judging`` what targets are,
  ``asking`` reads them
* ``readability``  school grade (English), characters a sentence (Chinese)
* ``sentiment``    how the text feels, against a mood
* ``repetition``   phrases and sentences that come twice
* ``length``       how many words
* ``own``          checks that a project defines as data; ``searching`` finds the words and patterns of theirs

All of them read a ``Passage``: the text with its sentences, found once (``sentences``, ``markup``).
"""
