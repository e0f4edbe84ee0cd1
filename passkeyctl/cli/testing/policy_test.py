"""`test`: policy tests that are kept beside the policies; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Against = Annotated[
    str,
    typer.Option("--against", help="Judge the files over a snapshot, or another tool's export.", show_default=False),
]
Offline = Annotated[bool, typer.Option("--offline", help="Judge the files over what was read last, and send nothing.")]
MaxAge = Annotated[
    str, typer.Option("--max-age", help="With --offline: say so where what was read last is older: 30m, 24h, 7d.")
]
Tenant = Annotated[
    str,
    typer.Option(
        "--tenant",
        help="Read a tenant now (`sandbox`, an id, a domain), and judge the files over it.",
        show_default=False,
    ),
]
Filter = Annotated[
    str, typer.Option("--filter", help="Run only tests that have all these words in their name.", show_default=False)
]
Junit = Annotated[str, typer.Option("--junit", help="Write JUnit XML to a file, for CI.", show_default=False)]


def policy_test(
    paths: options.Paths = None,
    against: Against = "",
    offline: Offline = False,
    tenant: Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    words: Filter = "",
    as_json: options.AsJson = False,
    junit: Junit = "",
    max_age: MaxAge = "24h",
) -> int:
    """Run the policy tests in files: who gets in, who is blocked, what is left to do, who may register what.

    They are judged by the files alone unless --against, --offline or --tenant names a tenant below them; then the files
    count as applied. Exit 0: all pass; 3: some fail; 1: a test can't be understood.

    \b
    Examples:
      passkeyctl test examples/pilot
      passkeyctl test tenants/contoso --against contoso.snapshot --junit tests.xml
      passkeyctl test passkeys.yaml passkeys.test.yaml --filter administrator
      passkeyctl test examples/pilot --tenant sandbox
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.testing.policy_testing import Asked, Where, run_tests

    at_most = duration_of(max_age, "--max-age")
    asked = Asked(against, at_most if offline else None, words, as_json, junit)
    return run_tests(asked, paths, Where(tenant, cloud, auth, client_id))
