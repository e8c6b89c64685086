"""Personal data is told by its form and its check digit, where it stands; what only looks like it is not."""

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft


def found(text, language="en", **targets):
    report = run_checks(text, ["personal"], {"personal": targets}, language).reports[0]
    assert all(text[f.start : f.start + len(f.quote)] == f.quote for f in report.findings)
    return [(finding.measured, finding.quote) for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("Write to anna.b+list@mail.example.co.uk today.", "emails", "anna.b+list@mail.example.co.uk"),
        ("邮箱zhang＠example.com，谢谢。", "emails", "zhang＠example.com"),
        ("Call +44 20 7946 0018 now.", "phones", "+44 20 7946 0018"),
        ("Call (212) 555-0187 now.", "phones", "(212) 555-0187"),
        ("It was 555-0187, she said.", "phones", "555-0187"),
        ("手机１３８１２３４５６７８。", "phones", "１３８１２３４５６７８"),
        ("电话+86 138-1234-5678。", "phones", "+86 138-1234-5678"),
        ("座机010-62512345转8。", "phones", "010-62512345"),
        ("身份证11010519491231002X。", "identity_numbers", "11010519491231002X"),
        ("His card is 4111-1111-1111-1111.", "cards", "4111-1111-1111-1111"),
        ("American: 378282246310005.", "cards", "378282246310005"),
        ("The server 192.168.1.20 is down.", "ip_addresses", "192.168.1.20"),
        ("Over 2001:db8::ff00:42:8329 it went.", "ip_addresses", "2001:db8::ff00:42:8329"),
        ("She lives at 221B Baker Street, upstairs.", "street_addresses", "221B Baker Street"),
        (
            "他住在北京市海淀区中关村大街27号3单元501室，三楼。",
            "street_addresses",
            "北京市海淀区中关村大街27号3单元501室",
        ),
    ],
)
def test_each_kind_is_told_with_its_exact_place(text, kind, quote):
    assert found(text) == [(kind, quote)]


@pytest.mark.parametrize(
    "text",
    [
        "In 1984, on 12 May 2026 at 12:30:45, 1,200,000 people paid 4.25 each.",
        "Version 1.2.3.4.5 has 256.300.1.2 lines; see 10.1.2 and ISBN 978-3-16-148410-0.",
        "His number was 4111 1111 1111 1112 and 110105194912310021.",  # wrong check digits
        "A card of 0000 0000 0000 0000 opens nothing.",
        "Twelve monkeys went on their Way; 12 Monkeys met @ noon.",
        "二〇二六年五月十二日，三百二十人坐在长安街旁，编号20260512。",
        "std::vector and 3:0 in the end.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert found(text) == []


def test_it_only_judges_what_it_is_asked():
    text = Draft.of("Nothing here.\n\nCall 555-0187 or mail mira@example.com.")
    measured = run_checks(text, ["personal"]).reports[0]
    assert (measured.passed, measured.measured) == (None, {"found": 2, "emails": 1, "phones": 1})
    assert [finding.paragraph for finding in measured.findings] == ["p2", "p2"]
    assert run_checks(text, ["personal"], {"personal": {"found": 2}}).passed is True
    judged = run_checks(text, ["personal"], {"personal": {"found": 0}})
    assert judged.passed is False
    assert judged.instructions[0].instruction.endswith('"555-0187"')
    meant = run_checks(text, ["personal"], {"personal": {"found": 0}}, intended=["555-0187", "mira@example.com"])
    assert meant.passed is True


def test_an_instruction_is_in_the_language_of_the_text():
    (finding,) = run_checks("他把手机号13812345678写在纸上。", ["personal"], language="zh").reports[0].findings
    assert finding.instruction == '个人信息（电话号码）：删去，或换成虚构的："13812345678"'


@pytest.mark.parametrize("piece", ["a@", "1-", "1 ", "a@a.", "12 A ", "1:", "(0", "北京路1", "４"])
def test_a_text_made_to_cost_time_costs_little(piece):
    few, many = (run_checks(piece * (size // len(piece)), ["personal"]) for size in (1_000, 100_000))
    assert few.reports[0].check == many.reports[0].check  # what matters is that it ends (the suite has a time limit)
