"""A pure compiler: workflow text, role cards and templates in; a typed, bound ``Plan`` or all mistakes out.

No files are read and no model is called here; what a workflow refers to comes in as texts.
"""
