"""Texts that should break nothing, and whether a check may trust them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_EN = "The fox ran to the old mill because she had lost her silver bell there. It was dark, and nobody answered. "
_ZH = "狐狸跑到旧磨坊去，因为她把银铃丢在了那里。天黑了，没有人回答。"

EDGES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "",
        "white space": " \n\t\u3000\u00a0\n\n  ",
        "one word": "Rain",
        "one character": "雨",
        "one end mark": "。",
        "1 MB in a line": "".join(f"{_EN}{n} " for n in range(9_000)),
        "1 MB in a line, Chinese": "".join(f"{_ZH}{n}" for n in range(10_000)),
        "1 MB without an end mark": "word " * 200_000,
        "1 MB of one letter": "a" * 1_000_000,
        "1 MB of one character": "字" * 350_000,
        "1 MB of quotation marks": "“" * 350_000,
        "1 MB of line ends": "\n" * 1_000_000,
        "Markdown": f"# One\n\n- {_EN}\n- two eggs\n\n> {_EN}\n\n```\ncode()\n```\n\n| a | b |\n|---|---|\n\n{_EN * 9}",
        "dialogue only": "“Who is there?”\n\n“Me.”\n\n“Who is me?”\n\n“The fox.”\n\n" * 12,
        "dialogue only, Chinese": "“谁在那里？”\n\n“我。”\n\n“你是谁？”\n\n“狐狸。”\n\n" * 12,
        "script": "INT. MILL - NIGHT\n\nMIRA\n(softly)\nWho is there?\n\nMILLER\nNobody you know.\n\n" * 20,
        "headings only": "# One\n\n## Two\n\n### Three\n\n" * 20,
        "emoji": "🦊👩‍👩‍👧‍👦🏳️‍🌈 " * 100,
        "mixed en and zh": f"{_EN}{_ZH}" * 12,
        "right to left": "ركض الثعلب إلى الطاحونة القديمة. كان الظلام شديدا ولم يجب أحد. " * 20 + "\u202etxet\u202c",
        "Hebrew and English": f"השועל רץ אל הטחנה הישנה. {_EN}" * 10,
        "NUL": "The\x00fox\x00ran. " * 60,
        "lone surrogates": "The fox\ud800 ran\udfff home. " * 60,
        "Latin-1 bytes": "caf\udce9 na\udcefve r\udce9sum\udce9. " * 60,
        "combining marks": "e\u0301\u0302\u0303\u0304" * 500,
        "control characters": "".join(map(chr, range(32))) * 20 + _EN * 5,
        "Japanese": "狐は古い水車小屋へ走った。そこで銀の鈴をなくしたからだ。" * 20,
        "Korean": "여우는 오래된 방앗간으로 달려갔다. 그곳에서 은방울을 잃어버렸기 때문이다. " * 20,
        "numbers": "1,234.56 78% 3.14 2024-01-02 " * 60,
        "nested marks": "“‘“‘" * 2_000 + "”’" * 2_000,
        "a loop": _EN * 200,
        "a loop, Chinese": _ZH * 200,
    }
)

UNTRUSTED = (
    "empty", "white space", "one word", "one character", "one end mark", "headings only",
)  # fmt: skip
"""Nothing that is counted by sentence can be trusted in these."""
