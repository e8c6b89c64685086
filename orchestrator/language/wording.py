"""What people are told of keys: those that are missing, those they know from other tools, and how a value is written.

Words stand here; ``reading`` finds the mistakes.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType

MISSING_HINTS: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("LoopOptions", "max"): ("a loop needs max", "loop: {max: 3, until: …} goes round three times at most"),
        ("ForeachSyntax", "as"): ("a foreach needs as", "`as: scene` says what an item is called inside"),
        ("ForeachSyntax", "steps"): ("a foreach needs steps", "write the steps for one item under `steps:`"),
        ("ForeachSyntax", "result"): (
            "a foreach needs result",
            "`result: NAME` says which step is the value of an item",
        ),
        ("VariantsSyntax", "steps"): ("variants need steps", "write the steps of one variant under `steps:`"),
        ("VariantsSyntax", "result"): ("variants need result", "`result: NAME` says which step is the value of one"),
        ("ChooseSyntax", "by"): ("`choose` does not say by what", "write `choose: {by: judge}`, or `by:` a number"),
        ("HumanSyntax", "of"): ("nothing to look at: `of` is missing", "`of: draft` says what the person is shown"),
        ("LoopSyntax", "steps"): ("a loop needs steps", "write the steps of a round under `steps:`"),
        ("LoopSyntax", "result"): ("a loop needs result", "`result: NAME` says which value leaves the loop"),
        ("WorkflowSyntax", "steps"): ("the workflow has no steps", "write them under `steps:`"),
        ("WorkflowSyntax", "outputs"): (
            "the workflow has no outputs",
            "`outputs: {story: STEP}` says what a run gives back",
        ),
        ("WorkflowSyntax", "name"): ("the workflow has no name", "begin the file with `name: …`"),
        ("InputSyntax", "type"): ("an input needs a type", "such as {type: text}"),
    }
)
"""What is said of a key that is missing, by the model it belongs to and its name: the message and the hint."""

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "as": "as: scene",
        "carry": "carry: {text: draft}",
        "choose": "choose: {by: judge}",
        "loop": "loop: {max: 3}",
        "manuscript": "manuscript: {title: …, parts: …}",
        "outputs": "outputs: {story: STEP}",
        "sampling": "sampling: {temperature: 0.7}",
        "takes": "takes: {text: Draft}",
        "targets": "targets: {length: {words: 300}}",
        "with": "with: {scene: …}",
    }
)
"""How what must be a mapping is written, by key."""

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "after": "needs",
        "depends_on": "needs",
        "if": "when",
        "inputs": "with",
        "item": "as",
        "judge": "by",
        "of": "with",
        "params": "with",
        "person": "by",
        "prompt": "template",
        "rounds": "max",
        "while": "until",
        "人工": "human",
        "代理": "agent",
        "作为": "as",
        "依赖": "needs",
        "变体": "variants",
        "名字": "name",
        "名称": "name",
        "否则": "else",
        "如果": "when",
        "导出": "export",
        "工作流": "workflow",
        "当": "when",
        "循环": "loop",
        "携带": "carry",
        "描述": "description",
        "智能体": "agent",
        "最多": "max",
        "最大": "max",
        "最好": "best",
        "最小": "min",
        "检查": "check",
        "模型": "model",
        "模板": "template",
        "步骤": "steps",
        "渲染": "render",
        "温度": "sampling",
        "直到": "until",
        "目标": "targets",
        "类型": "type",
        "结果": "result",
        "角色": "agent",
        "设置": "sets",
        "说明": "description",
        "输入": "inputs",
        "输出": "outputs",
        "选择": "choose",
        "选项": "of",
        "遍历": "foreach",
        "重试": "retry",
        "键": "key",
        "默认": "default",
        "默认值": "default",
    }
)
"""What people write who know other tools or think in Chinese, and the key that it is here."""

VALUE_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "array": "list",
        "boolean": "bool",
        "csv": "table",
        "dict": "json",
        "enum": "choice",
        "ignore": "skip",
        "integer": "int",
        "number": "float",
        "object": "json",
        "path": "file",
        "sequential": "serial",
        "series": "serial",
        "str": "text",
        "string": "text",
        "串行": "serial",
        "列表": "list",
        "小数": "float",
        "并行": "parallel",
        "批准": "approve",
        "收集": "collect",
        "整数": "int",
        "文件": "file",
        "文本": "text",
        "编辑": "edit",
        "表格": "table",
        "跳过": "skip",
        "选项": "choice",
        "顺序": "serial",
    }
)
"""The same for words that stand as values."""


def word_here(word: str, known: Container[str]) -> str:
    """What ``word`` is called here, where the ``known`` words have a synonym of it; else ``word``.

    >>> word_here("String", ["text", "int"])
    'text'
    """
    synonym = VALUE_SYNONYMS.get(word.lower(), word)
    return synonym if synonym in known else word


KEY_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "prompt": "prompts stand in files: `template: FILE.md.j2` names one in templates/",
        "judge": "write `by: judge`",
        "person": "write `by: person`",
    }
)
"""What is said of such a key where its name does not say it all."""
