"""Style profiles: what prose is like, apart from what it tells.

* ``lists``     the words and marks that are counted
* ``measuring`` a text in windows, and the features of each
* ``profile``   samples become a ``Style``; how far a text is from one
* ``voice``     a profile in words, in English and Chinese
"""
