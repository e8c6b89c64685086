"""How good a model is at its roles: ``python -m training.evaluation``; every figure of the model card.

Prompts are the product's own, on stories from seeds that training never sees. ``roles`` asks each role alone and
``closing`` runs the loop, both without a schema to hold the replies; ``premises`` runs short-story by the command line,
with schemas as in any run, on premises that no grammar made. ``judging`` says what counts as right.
"""
