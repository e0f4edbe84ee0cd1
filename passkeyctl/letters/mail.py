"""A letter as a mail that nobody has sent: a file that a mail program opens as a draft."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from passkeyctl.letters.markdown import one_line
from passkeyctl.letters.page import html_page, plain_text, title_of
from passkeyctl.letters.templates import Templates


def mail(markdown: str, templates: Templates, *, to: str = "") -> str:
    """Text and HTML; without `to` it is addressed to nobody. Nothing in it hangs on clock or chance."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(title_of(markdown))
    if to:
        message["To"] = to
    message["X-Unsent"] = "1"
    message.set_content(plain_text(markdown), cte="quoted-printable")
    message.add_alternative(html_page(markdown, templates), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{sha256(markdown.encode()).hexdigest()[:32]}")
    return message.as_bytes().decode("ascii")
