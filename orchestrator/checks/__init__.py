"""Checks: text in, a report out. Pure functions, no model, no network.

* ``registry``     the checks there are, and ``run_checks``; ``check`` says what one is, ``judging`` what targets are,
  ``asking`` reads them
* ``readability``  school grade (English), scores of ease (European languages), characters a sentence (Chinese);
  ``formulas`` and ``counting`` measure, ``easier`` and ``splitting`` say what to change
* ``sentiment``    how the text feels, against a mood; ``valence`` rates a sentence by ``lexicon_en``, ``lexicon_zh``
* ``arc``          whether it goes up and down as planned; ``curves`` are the shapes
* ``repetition``   phrases and sentences that come twice, loops, likeness to other parts
* ``length``       how many words
* ``diversity``    how varied they are
* ``tells``        habits of machine-written prose (``habits_en``, ``habits_zh``)
* ``language``     sentences in another language
* ``person``       slips of the narrator
* ``tense``        drift of tense (``verbs``)
* ``dialogue``     how much is said aloud (``speech``)
* ``continuity``   what disagrees with the bible (``names``, ``facts``)
* ``own``          checks that a project defines as data; ``searching`` finds the words and patterns of theirs

All of them read a ``Passage``: the text with its sentences, found once (``sentences``, ``markup``).
"""
