"""How good a model is at its roles: ``python -m training.evaluation``; every figure of the model card.

Prompts are the product's own, on stories from seeds that training never sees; replies are free, without a schema to
hold them. ``roles`` asks each role alone, ``closing`` lets the loop run, ``premises`` runs short-story by the command
line on premises that no grammar made, ``judging`` says what counts as right.
"""
