"""Prophylaxis of Pneumocystis pneumonia for a planned course of steroid: a rule of our own.

The one rule that decides advice is `pjp_indicated` of the guideline; this only grades a course.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from .instrument import Constant, InputError, Instrument, gathered, needed, sequence, truth
from .limits import hard

# Prednisone equivalent in mg a day and planned days; ours, near EULAR 2022 and common practice
RECOMMEND_FROM_MG, RECOMMEND_FROM_DAYS = 20, 28
CONSIDER_ABOVE_MG, CONSIDER_ABOVE_DAYS = 15, 14
RAISING_AGENTS = ("cyclophosphamide", "rituximab")
OTHER_AGENTS = (
    *("abatacept", "azathioprine", "baricitinib", "ciclosporin", "cyclosporine", "efgartigimod"),
    *("hydroxychloroquine", "ivig", "leflunomide", "methotrexate", "mycophenolate", "scig"),
    *("tacrolimus", "tocilizumab", "tofacitinib", "zilucoplan"),
)
NOT_TRIGGERED, CONSIDER, RECOMMEND = TIERS = ("not_triggered", "consider", "recommend")


def tier(prednisone_mg_day: Decimal, days: Decimal, has_raising_agent: bool) -> str:
    """How strongly prophylaxis is advised for a planned course of prednisone equivalent."""
    if prednisone_mg_day >= RECOMMEND_FROM_MG and days >= RECOMMEND_FROM_DAYS:
        return RECOMMEND
    if prednisone_mg_day > CONSIDER_ABOVE_MG and days > CONSIDER_ABOVE_DAYS:
        return RECOMMEND if has_raising_agent else CONSIDER
    return CONSIDER if has_raising_agent and prednisone_mg_day > 0 else NOT_TRIGGERED


def pjp_prophylaxis(inputs: Mapping) -> dict:
    """The tier of a planned course; None while agents that are not known leave it open."""
    dose, days, agents, allergy = gathered(
        (
            partial(needed, inputs, "prednisone_mg_day", *hard("prednisone_mg_day")),
            partial(needed, inputs, "days", 0),
            partial(_agents, inputs),
            partial(truth, inputs, "sulfa_allergy"),
        )
    )
    tiers = [tier(dose, days, is_raised) for is_raised in _may_raise(agents)]
    tiers = sorted(set(tiers), key=TIERS.index)
    missing = {"second_agents": agents is None, "sulfa_allergy": allergy is None}
    return {
        "tier": tiers[0] if len(tiers) == 1 else None,
        "flags": [] if tiers == [NOT_TRIGGERED] else _flags(agents or (), allergy),
        "possible": tiers,
        "missing": [name for name, is_missing in missing.items() if is_missing],
        "warnings": [f"agent_not_recognized:{name}" for name in sorted(_strange(agents))],
    }


def _may_raise(agents):
    """Whether an agent raises the tier, or both while that is not known."""
    if agents is not None and not agents.isdisjoint(RAISING_AGENTS):
        return (True,)
    return (False, True) if agents is None or _strange(agents) else (False,)


def _strange(agents):
    return set(agents or ()).difference(RAISING_AGENTS, OTHER_AGENTS)


def _flags(agents, allergy):
    flags = {
        "tmp_smx_methotrexate_marrow_toxicity": "methotrexate" in agents,
        "sulfa_allergy_choose_alternative": allergy,
    }
    return [name for name, is_raised in flags.items() if is_raised]


def _agents(inputs):
    """The names of the other agents, in small letters; None if nobody said."""
    names = sequence(inputs, "second_agents")
    if names is not None and not all(isinstance(name, str) for name in names):
        raise InputError("not_a_choice:second_agents")
    return None if names is None else {name.strip().lower() for name in names}


INSTRUMENTS = (
    Instrument(
        name="pjp_prophylaxis",
        title="Pneumocystis prophylaxis for a planned steroid course",
        inputs=("prednisone_mg_day", "days", "second_agents", "sulfa_allergy"),
        calculate=pjp_prophylaxis,
        constants=(
            Constant(
                "20 mg or more for 28 days or more: recommend; above 15 mg for more than 14 days: "
                "consider; cyclophosphamide or rituximab raise it",
                "ours",
            ),
            Constant(
                "Prophylaxis seems beneficial above 15 to 30 mg for more than 2 to 4 weeks",
                "read",
                "EULAR 2022",
            ),
            Constant("Trimethoprim-sulfamethoxazole with methotrexate harms the marrow", "memory"),
        ),
        caution="The advice of the plan decides; this only grades a planned course.",
    ),
)
