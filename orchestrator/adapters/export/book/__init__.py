"""A book to set, and the formats it is set in: one module each, all taking a ``Book`` and knowing nothing of runs.

Markdown, plain text, Fountain and JSON keep the characters as they were written. The typeset formats (HTML, EPUB, DOCX)
read inline emphasis, and set straight quotation marks as typographic ones where the language is English.
"""
