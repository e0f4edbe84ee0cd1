"""`who`: what the settings mean for one person, and what a sign-in of theirs would meet; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

User = Annotated[
    str, typer.Argument(help="A sign-in name, an id, or a display name that is theirs alone.", show_default=False)
]
App = Annotated[
    str,
    typer.Option("--app", help="What they sign in to: a name, an id, `Office 365`.", show_default=False),
]
UserAction = Annotated[
    str, typer.Option("--user-action", help="`Register security information`, or joining devices.", show_default=False)
]
ContextOption = Annotated[
    str, typer.Option("--context", help="The authentication context asked for: c1, or its name.", show_default=False)
]
Platform = Annotated[str, typer.Option("--platform", help="android, iOS, windows, macOS, linux.", show_default=False)]
ClientApp = Annotated[
    str, typer.Option("--client-app", help="browser, mobileAppsAndDesktopClients, other.", show_default=False)
]
Location = Annotated[str, typer.Option("--location", help="The named location they are in.", show_default=False)]
Ip = Annotated[str, typer.Option("--ip", help="The address they come from.", show_default=False)]
Country = Annotated[str, typer.Option("--country", help="The country they are in: two letters.", show_default=False)]
SignInRisk = Annotated[str, typer.Option("--sign-in-risk", help="low, medium, high or none.", show_default=False)]
UserRisk = Annotated[str, typer.Option("--user-risk", help="low, medium, high or none.", show_default=False)]
InsiderRisk = Annotated[
    str, typer.Option("--insider-risk", help="minor, moderate, elevated or none.", show_default=False)
]
Flow = Annotated[
    str, typer.Option("--flow", help="deviceCodeFlow, authenticationTransfer or none.", show_default=False)
]
CompareGraph = Annotated[
    bool, typer.Option("--compare-graph", help="Ask Graph's What If too; exit 2 where it says something else.")
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown instead of text.")]
Offline = Annotated[bool, typer.Option("--offline", help="Take what was read last, and send nothing.")]
MaxAge = Annotated[
    str, typer.Option("--max-age", help="With --offline: say so where what was read last is older: 30m, 24h, 7d.")
]


def who(
    user: User,
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    app: App = "",
    user_action: UserAction = "",
    context: ContextOption = "",
    platform: Platform = "",
    client_app: ClientApp = "",
    location: Location = "",
    ip: Ip = "",
    country: Country = "",
    sign_in_risk: SignInRisk = "",
    user_risk: UserRisk = "",
    insider_risk: InsiderRisk = "",
    flow: Flow = "",
    compare_graph: CompareGraph = False,
    as_json: options.AsJson = False,
    markdown: Markdown = False,
    redact: options.Redact = False,
    offline: Offline = False,
    max_age: MaxAge = "24h",
) -> int:
    """Say what one person may register, what signs them in, what is asked of them, and why. Changes nothing.

    Files count as applied: what they change is shown beside what is. --app and what follows it describe a sign-in.

    \b
    Examples:
      passkeyctl who ada.abel@contoso.onmicrosoft.com --tenant sandbox examples/pilot
      passkeyctl who ada.abel@contoso.onmicrosoft.com --app "Office 365" --platform iOS
      passkeyctl who "Ada Abel" --user-action "Register security information" --compare-graph
      passkeyctl who ada.abel@contoso.onmicrosoft.com --offline --json
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.who.answering import Asked, answer
    from passkeyctl.cli.who.sign_in import SignInWords

    sign_in = SignInWords(
        app=app,
        user_action=user_action,
        context=context,
        platform=platform,
        client_app=client_app,
        location=location,
        ip=ip,
        country=country,
        sign_in_risk=sign_in_risk,
        user_risk=user_risk,
        insider_risk=insider_risk,
        flow=flow,
    ).checked()
    at_most = duration_of(max_age, "--max-age")
    asked = Asked(user, sign_in, compare_graph, as_json, markdown, redact, at_most if offline else None)
    return answer(asked, paths, tenant, cloud, auth, client_id)
