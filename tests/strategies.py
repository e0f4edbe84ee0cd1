"""Hypothesis strategies for canonical values, for whoever needs any state of a resource."""

from __future__ import annotations

from hypothesis import strategies as st

from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import GUEST_TYPES, POLICY_FIELDS
from passkeyctl.model.fields import Field, Fields, Shape
from passkeyctl.model.kinds import canonical
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value

IDS = tuple(f"{digit * 8}-aaaa-4bbb-8ccc-{digit * 12}" for digit in "123abc")
"""Few, so that two states often share members."""

NEW_WORD = "addedByGraphLater"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)

guests = st.one_of(
    st.just(Guests(legacy=True)),
    st.builds(
        Guests,
        st.frozensets(st.sampled_from(GUEST_TYPES), min_size=1),
        st.one_of(st.just("all"), st.frozensets(st.sampled_from(IDS), min_size=1, max_size=3)),
        st.booleans(),
    ),
)
filters = st.builds(FilterRule, st.sampled_from(["include", "exclude"]), NAMES)
SCOPES = st.sampled_from(["primaryAndSecondaryAuthentication", "secondaryAuthentication"])
frequencies = st.one_of(
    st.builds(SignInFrequency, scope=SCOPES),
    st.builds(SignInFrequency, st.integers(1, 23), st.just("hours"), SCOPES),
    st.builds(SignInFrequency, st.integers(1, 365), st.just("days"), SCOPES),
)


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Any canonical value that the field of a policy may hold."""
    match field.shape:
        case Shape.TEXT:
            return NAMES
        case Shape.FLAG:
            return st.booleans()
        case Shape.CHOICE:
            return st.sampled_from([*field.words, *([None] if field.default is None else [])])
        case Shape.WORDS:
            at_least = 1 if field.default else 0
            return st.frozensets(st.sampled_from([*field.words, NEW_WORD]), min_size=at_least, max_size=3)
        case Shape.REFERENCE:
            return st.one_of(st.none(), st.sampled_from(IDS))
        case Shape.GUESTS:
            return st.one_of(st.none(), guests)
        case Shape.FILTER:
            return st.one_of(st.none(), filters)
        case Shape.FREQUENCY:
            return st.one_of(st.none(), frequencies)
        case _:
            return st.frozensets(st.sampled_from([*field.words, *IDS]), max_size=3)


def _consistent(fields: Fields) -> Fields:
    """A policy for workload identities has nobody among its users; Graph writes that as `None`."""
    is_for_workloads = any(fields[f"workloadIdentities.{key}"] for key in ("include", "exclude", "filter"))
    if is_for_workloads and fields["users.include"] == "none":
        fields = {**fields, "users.include": "selected"}
    return canonical(Kind.POLICY, fields)


policies: st.SearchStrategy[Fields] = st.fixed_dictionaries(
    {field.path: values_of(field) for field in POLICY_FIELDS}
).map(_consistent)
"""Any canonical state of a Conditional Access policy, whether Graph would take it or not."""


@st.composite
def changed(draw: st.DrawFn, before: Fields) -> Fields:
    """`before` with a few fields of another value, as a plan changes them."""
    fields = draw(st.lists(st.sampled_from(POLICY_FIELDS), min_size=1, max_size=6, unique=True))
    return _consistent({**before, **{field.path: draw(values_of(field)) for field in fields}})
