"""The page of a check: texts with their marked passages, what each check measured, and the valence curve.

One HTML file that needs nothing else: no script, no font, no picture, no link out. The texts are somebody's
data, so everything is escaped, and a content security policy allows the page's own stylesheet and nothing more.

* ``model``    what is shown of one text
* ``marking``  which letters belong to which findings
* ``curve``    the valence of the sentences as coordinates
* ``page``     all of it as one document (``page.html.j2``, ``page.css``)
"""

from orchestrator.adapters.export.page.model import CheckedText
from orchestrator.adapters.export.page.page import to_page

__all__ = ["CheckedText", "to_page"]
