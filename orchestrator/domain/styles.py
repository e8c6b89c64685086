"""Styles: what samples of somebody's prose are like, measured and in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import Field

from orchestrator.domain.critiques import Trait
from orchestrator.domain.model import DomainModel

STYLE_VERSION = 1
"""Raised when features change their meaning, so that an old profile is refused and not misread."""

_HEADS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "en": ("Write in this voice:", "From the author’s own texts:"),
        "zh": ("请用这样的文风写：", "作者自己的文字："),
    }
)


class Feature(DomainModel):
    """One measure over the windows of the samples: its mean, and how much windows differ (standard deviation)."""

    mean: float
    spread: float = Field(ge=0)


class Style(DomainModel):
    """A style profile.

    Attributes:
        version: of the meaning of the features.
        language: ISO 639 code of the samples.
        words: of the samples (CJK characters one each).
        features: by name, over windows of a few hundred words.
        distance: how far a window of the samples is from the other ones, in the unit of ``checks.styles``.
        voice: what prompts say of it, by language (``en``, ``zh``); it may be edited by hand.
        traits: what a reader found in the samples.
    """

    version: int = Field(default=STYLE_VERSION, ge=STYLE_VERSION, le=STYLE_VERSION)
    language: str = Field(pattern="^(en|zh)$")
    words: int = Field(ge=1)
    features: dict[str, Feature] = Field(min_length=1)
    distance: Feature
    voice: dict[str, str] = Field(default_factory=dict)
    traits: tuple[Trait, ...] = ()

    def told(self, language: str) -> str:
        r"""The voice as a prompt in ``language`` (``zh``, else English) says it; empty where it says nothing.

        >>> flat = Feature(mean=1, spread=1)
        >>> style = Style(language="en", words=900, features={"x": flat}, distance=flat, voice={"en": "- Short."})
        >>> style.told("en")
        'Write in this voice:\n- Short.'
        """
        language = "zh" if language == "zh" else "en"
        head, shown = _HEADS[language]
        traits = "\n".join(f"- {trait.trait} “{trait.quote}”" for trait in self.traits)
        parts = [f"{title}\n{said}" for title, said in ((head, self.voice.get(language, "")), (shown, traits)) if said]
        return "\n".join(parts)
