"""Words that any text in a language is full of: articles, pronouns, prepositions, auxiliaries, particles."""

from __future__ import annotations

_ENGLISH = """
the of and a to in that he was it his i with as had for is not but at on be you her she by him they from have which
this or were all an are there me my one their so them we been when no if who would what out up said do more into then
its has than your some could now only any our these about did down after other us over how very such before must
through where will can too own much should just may made most himself here upon herself off again never like
because while away am itself might those under without between still same nor each every both until once yet though
ever also since against rather quite even
"""
_CHINESE = """
的 了 在 是 我 他 她 它 你 们 我们 他们 她们 你们 这 那 这个 那个 一个 一 不 也 就 都 而 和 与
及 或 又 还 很 着 过 把 被 给 对 从 到 向 上 下 里 中 去 来 说 道 有 没有 没 要 会 能 可
可以 但 但是 却 便 于是 因为 所以 如果 只 只是 才 再 已 已经 之 其 所 以 为 等 吧 呢 吗 啊 呀
么 什么 怎么 这样 那样 自己 人 时候 时 后 前 然后 起来 出来 知道 看 大 小 多 些 几 两 三 得 地
个
"""

ENGLISH = frozenset(_ENGLISH.split())
CHINESE = frozenset(_CHINESE.split())
