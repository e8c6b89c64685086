"""Texts that nobody should be able to break anything with, for Hypothesis."""

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        "The fox ran home. ",
        "“Who is there?” asked Mira. ",
        "她说：“风停了。”",
        "狐狸在磨坊里找到了铃铛，",
        "# Chapter one\n\n",
        "\n\n",
        "- two eggs\n",
        "INT. MILL - NIGHT\n\nMIRA\nNo.\n\n",
        "🦊👩‍👩‍👧‍👦🏳️‍🌈 ",
        "مرحبا بالعالم. ",
        "שלום עולם\u202e txet\u202c ",
        "\x00",
        "\ud800",
        "\udfff\ud83d",
        "\u2028",
        "\ufeff",
        "e\u0301\u0301\u0301",
        "<script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "]]>&amp;&#0;\"'`",
        "http://example.org/?a=1&b=2 ",
        "----\n",
        "……——。！？",
        "「」『』“”‘’",
        "\t \u3000\u00a0\u200b",
        "caf\xe9 na\xefve ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
        "1. 2. 3.50 Dr. Mr. e.g. U.S.A. ",
        "ＦＵＬＬ　ｗｉｄｔｈ。",
        "ｶﾀｶﾅ ひらがな 한국어 ",
    ]
)


def any_texts(largest=30):
    """Prose of both languages, markup, other scripts, control characters, lone surrogates, in any mixture."""
    free = st.text(st.characters(), max_size=40)
    return st.lists(PIECES | free, max_size=largest).map("".join)
