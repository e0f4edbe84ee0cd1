"""A page says everything that it has to say, or is refused with words that lead to it."""

from __future__ import annotations

from datetime import date

import pytest

from passkeyctl.rules.page import Page, PageFault, load_page, page_of

WHOLE = """\
what = "A strength and require MFA in one policy."
why = "Entra refuses it."
example = '''
conditionalAccess:
  both:
    grant: {controls: [mfa], authenticationStrength: keys}
'''
remedy = "Take `mfa` out."
sources = ["https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths"]
reviewed = 2026-11-23
waiver = "the name of the policy"
"""


def test_a_page_is_read_whole() -> None:
    assert page_of("CAP402", WHOLE) == Page(
        "CAP402",
        "A strength and require MFA in one policy.",
        "Entra refuses it.",
        "conditionalAccess:\n  both:\n    grant: {controls: [mfa], authenticationStrength: keys}",
        "Take `mfa` out.",
        ("https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths",),
        date(2026, 11, 23),
        waiver="the name of the policy",
    )


@pytest.mark.parametrize(
    ("written", "instead", "words"),
    [
        ('why = "Entra refuses it."', "", "`CAP402` does not say `why`"),
        ('why = "Entra refuses it."', 'why = "  "', "`CAP402` does not say `why`"),
        ('why = "Entra refuses it."', "why = 3", "`CAP402` does not say `why`"),
        ("waiver =", "waivers =", "a key `waivers`"),
        ('sources = ["https://', 'sources = [] # ["https://', "names no `sources`"),
        ("sources = [", "sources = [1, ", "names no `sources`"),
        ("reviewed = 2026-11-23", 'reviewed = "yesterday"', "on which day it was `reviewed`"),
        ("reviewed = 2026-11-23", "reviewed = 2026-11-23T10:00:00", "on which day it was `reviewed`"),
        ("what = ", "what : ", "is not TOML"),
    ],
)
def test_a_page_that_is_not_as_it_must_be(written: str, instead: str, words: str) -> None:
    with pytest.raises(PageFault, match=words) as caught:
        page_of("CAP402", WHOLE.replace(written, instead))
    assert "fault of passkeyctl" in caught.value.hint


def test_a_page_that_is_missing() -> None:
    with pytest.raises(PageFault, match="`XYZ999` has no page"):
        load_page("XYZ999")
