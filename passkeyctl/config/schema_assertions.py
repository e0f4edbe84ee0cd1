"""What can be asserted about people: `passkeys.assert`, and the section `assert`."""

from __future__ import annotations

from passkeyctl.config.schema_entries import NOTE, TEXTS, authenticators
from passkeyctl.config.shape import Flag, Key, ListOf, OneOf, Record, Text

_WHOM = Record(
    (
        Key("groups", TEXTS, "Members of these groups, by alias, name or id.", ["admins"]),
        Key(
            "roles",
            OneOf(
                scalar=Text("@.+", "a list of roles, or a set such as `@microsoft-recommended-admin-roles`"),
                sequence=TEXTS,
            ),
            "Holders of these directory roles, by name or template id.",
            ["Global Administrator"],
        ),
        Key("users", TEXTS, "These people, by user principal name or id.", ["admin@contoso.com"]),
        Key("everyone", Flag(), "`true`: everybody in the tenant.", True),
    ),
    fewest=1,
)
_EFFECTIVE = Record(
    (
        Key("synced", Flag(), "`false`: they can register no synced passkey.", False),
        Key("unattested", Flag(), "`false`: they can register no passkey that does not prove its model.", False),
        authenticators("The only models that they can register, by alias, house alias or AAGUID."),
    ),
    fewest=1,
)
_ASSERTION = Record(
    (
        Key("for", _WHOM, "The people of whom this must hold.", is_required=True),
        Key("effective", _EFFECTIVE, "What they may at most register, whatever group lets them.", is_required=True),
        NOTE,
    )
)
ASSERTIONS = ListOf(_ASSERTION)
ASSERT = Record(
    (Key("effective", ASSERTIONS, "The same as `passkeys.assert`, for files that describe no passkeys."),), fewest=1
)
