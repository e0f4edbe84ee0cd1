"""Letters as mail that a program opens as a draft: parsed by the standard library, as any of them would."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from passkeyctl.letters.kinds import Kind
from passkeyctl.letters.mail import mail
from passkeyctl.letters.templates import Shelf, Templates
from passkeyctl.letters.writing import Form
from tests.letters.letters import PILOT, cohorts, written


def parsed(text: str) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(text.encode("ascii"))
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def announcement(to: str = "") -> EmailMessage:
    about = cohorts(PILOT, "PK-Pilot-Synced")
    return parsed(written(Kind.ANNOUNCEMENT, form=Form.MAIL, about=about, to=to)["PK-Pilot-Synced-announcement.eml"])


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_mail_is_a_draft_to_nobody() -> None:
    message = announcement()
    assert message.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert (message["Subject"], message["X-Unsent"], message["To"]) == ("Please set up your passkey", "1", None)
    assert [each.get_content_type() for each in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_both_parts_say_the_same() -> None:
    message = announcement()
    plain, page = part(message, "plain"), part(message, "html")
    for words in ("Contoso is moving to passkeys", "31 December 2026", "https://mysignins.microsoft.com/security-info"):
        assert words in plain
        assert words in page
    assert "**" not in plain
    assert "<h1>Please set up your passkey</h1>" in page
    assert max(map(len, plain.splitlines())) <= 76


def test_it_is_addressed_where_somebody_is_named() -> None:
    assert announcement("ada@contoso.com")["To"] == "ada@contoso.com"


@pytest.mark.parametrize("subject", ["Æ ø å 你好", "x" * 300, "a\u202eb", "two   blanks"])
def test_a_subject_in_any_letters(subject: str) -> None:
    message = parsed(mail(f"# {subject}\n\ntext\n", Templates(Shelf())))
    expected = " ".join(subject.replace("\u202e", "").split())
    assert message["Subject"] == expected


@pytest.mark.parametrize(
    "markdown",
    [
        "# a &#10;Bcc: everybody@contoso.com\n\nx",
        "# a &#13;&#10;Bcc: everybody@contoso.com\n\nx",
        "# a\\\nBcc: everybody@contoso.com\n\nx",
        "# a\r\nBcc: everybody@contoso.com\r\n\r\nx",
        "a\nBcc: everybody@contoso.com\n===\n\nx",
        "# a\x0bBcc: b\x85Bcc: c\u2028Bcc: d\n\nx",
    ],
)
def test_nothing_in_a_heading_becomes_a_header(markdown: str) -> None:
    message = parsed(mail(markdown, Templates(Shelf())))
    assert message.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert "\n" not in message["Subject"]


def test_an_address_with_a_line_end_is_never_written() -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        mail("# x\n", Templates(Shelf()), to="a@b.c\r\nBcc: d@e.f")


def test_a_boundary_can_not_be_told_apart_from_text_by_chance() -> None:
    one, other = mail("# a\n", Templates(Shelf())), mail("# b\n", Templates(Shelf()))
    assert parsed(one).get_boundary() != parsed(other).get_boundary()


def test_a_list_in_plain_text_keeps_its_numbers_and_a_table_its_rows() -> None:
    text = (
        "# t\n\n1. one\n2. two [here](https://a.example/)\n   - inner\n\n| a | b |\n|---|---|\n| c | *d* |\n\n## end\n"
    )
    assert part(parsed(mail(text, Templates(Shelf()))), "plain").replace("\r\n", "\n") == PLAIN


PLAIN = """\
t
=

1. one
2. two here <https://a.example/>
    - inner

a | b

c | d

end
---
"""
