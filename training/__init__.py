"""How the built-in model is made: a grammar of stories, dialogues of the roles, a tokenizer, training, evaluation.

Nothing here is part of the wheel. The prompts come from the product's own cards, templates and checks, so
that the model meets in training exactly what it meets in a run.
"""
