"""Whether the checks are right: false alarms on published prose, planted faults found, quotes exact, edge texts.

* ``prose``     clean prose of our own making, English and Chinese, sentence by sentence
* ``planting``  a fault put into it, and where it stands
* ``faults``    the faults, by check and language
* ``trial``     what a check finds of them: recall and precision
* ``alarms``    what a check says of published prose, window by window
* ``edges``     texts that should break nothing

``python -m benchmarks.check_quality --corpus FOLDER`` prints all tables.
"""
