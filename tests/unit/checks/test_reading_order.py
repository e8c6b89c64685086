"""Passages for the nursery, for young adults and for a newspaper keep that order by every measure."""

from __future__ import annotations

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.domain.reports import Measure

NURSERY = """
The red hen sat on her nest. She had six eggs. A fox came by. He saw the hen. He saw the eggs too. "Good day," said the
fox. "May I have one egg?" "No," said the hen. "They are my eggs." The fox was sad. He sat down by the gate. The sun was
hot. Then he saw a pot of jam. "May I have the jam?" said the fox. "Yes," said the hen. "You may." So the fox ate the jam.
He ate it all up. The hen was glad. The fox was glad too. Now they are friends. He comes to the gate each day. She gives him
jam. He keeps her eggs safe. And no one is sad.
"""
YOUNG_ADULT = """
Lena pushed the boat away from the pier before she could change her mind. The engine coughed twice and then it caught, and the
lights of the harbour began to slide backwards into the dark. She had told nobody. Her brother would find the note in the
morning, under the sugar bowl, where he always looked first. "You could still turn round," said Marek from the other bench. He
had his hood up and his hands between his knees. "I could," she said. The island lay somewhere ahead of them, three hours if the
weather held, and on the island was the only person who knew what their father had really done. She thought about the last
time she had seen him laugh, and how quickly he had stopped when he noticed that she was watching from the kitchen door.
"""
NEWS = """
The regional transport authority announced on Thursday that construction of the northern tramway, originally scheduled for
completion next spring, will be delayed by at least eighteen months because of unexpected difficulties with the foundations
of two bridges. According to an internal report obtained by this newspaper, engineers had warned the administration about
unstable ground conditions as early as last October, but the additional investigations they recommended were postponed for
financial reasons. Opposition representatives in the municipal council demanded an independent inquiry into the circumstances
of the decision and described the explanation offered by the authority as insufficient. The estimated expenditure has meanwhile
increased from two hundred to three hundred and forty million, a development which the responsible director attributed
primarily to international material prices.
"""
NURSERY_ZH = """
小白兔有一个篮子。篮子里有六个苹果。小猴子来了。“你好！”小猴子说。“我饿了。”小白兔给他一个苹果。苹果又红又甜。小猴子很高兴。他们一起去河边玩。
河水很清。小鱼游来游去。太阳下山了。他们要回家了。“明天见！”小白兔说。“明天见！”小猴子说。妈妈在门口等着。她抱住小白兔。小白兔讲了今天的事。妈妈笑了。
天黑了。星星出来了。小白兔睡着了。
"""
YOUNG_ADULT_ZH = """
林晓把船推离码头的时候，手心里全是汗。发动机咳了两声才转起来，港口的灯光一点一点往后退去。她没有告诉任何人，哥哥明天早上会在糖罐下面找到那张纸条。
“现在回头还来得及。”坐在对面的陈远说，他把帽子压得很低，两只手夹在膝盖中间。晓没有看他，只是盯着前面那片黑沉沉的海水。那座岛离这里有三个小时的路程，
岛上住着唯一知道父亲当年做过什么事的人。她想起最后一次看见父亲笑的样子，那笑容在发现她站在厨房门口以后，很快就不见了。
"""
NEWS_ZH = """
市交通管理局星期四在新闻发布会上宣布，原定于明年春季完工的北线有轨电车工程，由于两座跨河桥梁的地基在施工过程中出现预料之外的沉降，通车时间将至少推迟十八个月。
据本报记者获得的一份内部评估报告显示，承建单位的工程技术人员早在去年十月就曾就沿线地质条件不稳定的问题向主管部门提出书面警告，但报告所建议的补充勘察因预算原因被一再搁置。
市议会多名议员要求就有关决策过程展开独立调查，并指出管理局目前所作的解释难以令人信服，项目总投资也已由原先估算的两亿元上升至三亿四千万元。
"""

HARDER_IS_MORE = ("flesch_kincaid_grade", "gunning_fog", "automated_readability_index", "coleman_liau_index", "dale_chall",
                  "words_per_sentence", "syllables_per_word")  # fmt: skip
HARDER_IS_MORE_ZH = ("characters_per_sentence", "characters_per_clause", "words_per_sentence", "hard_words_share")


def measured(text: str, language: str) -> dict[str, Measure]:
    (report,) = run_checks(text, ["readability"], language=language).reports
    assert report.reliable
    found = dict(report.measured)
    found["hard_words_share"] = int(str(found["hard_words"])) / int(str(found["words"]))
    return found


@pytest.mark.parametrize("name", HARDER_IS_MORE)
def test_english_passages_keep_their_order(name: str) -> None:
    easy, middle, hard = (float(str(measured(text, "en")[name])) for text in (NURSERY, YOUNG_ADULT, NEWS))
    assert easy < middle < hard


def test_ease_falls_where_grades_rise() -> None:
    easy, middle, hard = (
        float(str(measured(text, "en")["flesch_reading_ease"])) for text in (NURSERY, YOUNG_ADULT, NEWS)
    )
    assert easy > middle > hard


@pytest.mark.parametrize("name", HARDER_IS_MORE_ZH)
def test_chinese_passages_keep_their_order(name: str) -> None:
    easy, middle, hard = (float(str(measured(text, "zh")[name])) for text in (NURSERY_ZH, YOUNG_ADULT_ZH, NEWS_ZH))
    assert easy < middle < hard


@pytest.mark.parametrize(
    ("text", "language", "genre"),
    [
        (NURSERY, "en", "children"),
        (YOUNG_ADULT, "en", "ya"),
        (NURSERY_ZH, "zh", "children"),
        (YOUNG_ADULT_ZH, "zh", "ya"),
    ],
)
def test_a_passage_is_in_the_band_of_its_genre(text: str, language: str, genre: str) -> None:
    report = run_checks(text, ["readability"], {"readability": {"genre": genre}}, language)
    assert report.passed is True
