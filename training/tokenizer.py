"""The tokenizer: byte-level BPE over the corpus, with ChatML, so that any text in any script has tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from training.architecture import CONTEXT_TOKENS, SPECIAL_TOKENS, VOCABULARY_SIZE

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)

# What stands between the strings of a JSON object, keys and all; what opens a quotation; the mark of a paragraph; a
# Chinese character alone; a capital apart from its word, so that a name has nearly the same tokens at the beginning of
# a quotation, where no space stands before it, as elsewhere (but for the commonest words with one, which are no names);
# words with the space before them; numbers of up to three digits; marks one by one.
_PIECES = (
    r'"?[\]}]*(?:, )?[\[{]*(?:"[a-z]+": [\[{]*(?:\], )?)+"?|"?[\]}]+|", "|"?[:：] ?"|'
    r" ?\[-?p\p{N}+\+?\]|p\p{N}+|"
    r"\p{Han}| ?(?:All|He|It|No|Scene|She|The|Then|There|They)(?!\p{L})|"
    r" ?\p{Lu}| ?[\p{L}&&[^\p{Han}\p{Lu}]]+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]|\n+|\s+"
)

_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\n", re.DOTALL)
_LABEL = re.compile(r"[A-Z][a-z ]*:(?: about)?|[\u4e00-\u9fff]+：约?")
_SHORTEST_PHRASE_BYTES = 24
WITH_ARTICLE = ("Places: the", '"]}], "places": ["the', "Fact: The", '"], "facts": [{"text": "The')
"""Labels of a prompt and of a plan with the article behind them, each a token: what stands behind that is said
elsewhere too, ``black mill`` as in ``the black mill``."""
_OPENS_QUOTE = ('", "quote": "', '": "', ': "', '："', '"："')
"""What stands before a quotation: in a critique, in what a check says."""


def fixed_phrases(templates: Iterable[str]) -> list[str]:
    r"""What ``templates`` say the same every time: their longer lines, and the labels of what they are given.

    Two thirds of a short prompt are such lines. Each is one token: a prompt takes half the time to read, in training
    and in a run. A label that is one token can be found by what it is.

    >>> fixed_phrases(["You are the planner, and you plan.\n{% if a %}So: {{ a }}{% endif %} ({{ b }})"])
    ['So:', 'You are the planner, and you plan.']
    """
    pieces = {piece.strip() for text in templates for piece in _TAGS.split(text)}
    return sorted(p for p in pieces if len(p.encode()) >= _SHORTEST_PHRASE_BYTES or _LABEL.fullmatch(p))


def train_tokenizer(texts: Iterable[str], phrases: Sequence[str]) -> PreTrainedTokenizerFast:
    """A tokenizer of ``VOCABULARY_SIZE`` tokens from ``texts``; special tokens come first, ``phrases`` last."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE - len(phrases),
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(phrase, normalized=False) for phrase in phrases])
    end_of_text, _, turn_end = SPECIAL_TOKENS
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=None,
        eos_token=turn_end,
        pad_token=end_of_text,
        additional_special_tokens=[SPECIAL_TOKENS[1]],
        model_max_length=CONTEXT_TOKENS,
        padding_side="left",
        clean_up_tokenization_spaces=False,
        chat_template=CHAT_TEMPLATE,
    )


def alike(tokenizer: PreTrainedTokenizerFast, numbers: Sequence[str]) -> list[list[int]]:
    """Ids of tokens that are one in several shapes.

    With and without a space before it, but for marks of paragraphs: those with one stand in a list of what is to be
    mended, and what a paragraph says stands behind the others. A number in each language. What opens the quotation in
    an instruction and in a critique, so that the one is copied from the other.
    """
    known = _known(tokenizer)
    spaced = [[known[text[1:]], at] for text, at in known.items()
              if text[:1] == " " and text[1:] in known and text[1:2] != "["]  # fmt: skip
    by_number: dict[str, list[int]] = {}
    for line in numbers:
        by_number.setdefault(re.sub(r"\D", "", line), []).append(known[line])
    opening = [known[text] for text in _OPENS_QUOTE if text in known]
    return [group for group in (*spaced, *by_number.values(), opening) if group]


def ids_of(tokenizer: PreTrainedTokenizerFast, texts: Sequence[str]) -> list[int]:
    """The ids of ``texts`` that are one token each."""
    known = _known(tokenizer)
    return [known[text] for text in texts]


def _known(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    return {tokenizer.decode([at]): at for at in tokenizer.get_vocab().values()}


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer in ``folder``."""
    return PreTrainedTokenizerFast.from_pretrained(folder)
