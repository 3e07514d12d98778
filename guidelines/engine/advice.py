"""What the evaluation says of each recommendation and each regimen: scope, states, statuses.

Everything here is a fact that is computed when first asked for and kept in the `Facts`:
'scope', 'rule R11', 'status R11', 'state MTX', 'block B3', 'blocked MTX', 'requested IVIG',
'advised R11' and 'incomplete severity'.
"""

from .logic import every, negate, some

HARD_STOP, BLOCKED, WAITS, CAUTION, FREE = "hard_stop", "blocked", "waits", "caution", "free"
RANK = {FREE: 0, CAUTION: 1, WAITS: 2, BLOCKED: 3, HARD_STOP: 4}
STATE_OF_EFFECT = {"hard_stop": HARD_STOP, "block": BLOCKED, "caution": CAUTION}

RECOMMENDED, CHECK_FIRST, RULED_OUT = "recommended", "check_first", "ruled_out"
NEEDS_DATA, NOT_INDICATED = "needs_data", "not_indicated"


def scope(facts):
    """The first gate whose condition is true, or None: the whole guideline applies."""
    for gate, node in facts.program.gates:
        if node(facts):
            return gate
    return None


def rule(facts, recommendation):
    """The criterion's verdict; false outside the scope."""
    gate = facts["scope"]
    if gate is not None and recommendation.key not in gate.shows:
        return False
    return facts.program.nodes[f"rule {recommendation.key}"](facts)


def effect_of(block, verdict):
    """The state that one block row gives a regimen, or None if it says nothing."""
    if verdict:
        return STATE_OF_EFFECT[block.effect]
    waits = verdict is None and block.effect != "caution" and block.if_unknown == "ask"
    return WAITS if waits else None


def state(facts, code):
    """free, caution, waits, blocked or hard_stop: the gravest that any row gives (6.0, item 4)."""
    gravest = FREE
    for block in facts.program.blocks_of[code]:
        effect = effect_of(block, facts[f"block {block.key}"])
        if effect is not None and RANK[effect] > RANK[gravest]:
            gravest = effect
    return gravest


def blocked(facts, code):
    """Blocked or hard stop; never unknown, and a regimen that waits is not blocked."""
    return RANK[facts[f"state {code}"]] >= RANK[BLOCKED]


def requested(facts, code):
    """Does at least one true rule name the regimen? Never unknown."""
    return any(facts[f"rule {key}"] for key in facts.program.named_by[code])


def advised(facts, key):
    """Is the recommendation recommended or to be checked first? Never unknown."""
    return facts[f"status {key}"] in (RECOMMENDED, CHECK_FIRST)


def incomplete(facts, key):
    """Is there an answer missing that could still change a derived value? Never unknown."""
    possible = facts.possible(key)
    return possible is None or len(possible) > 1


def regimens_of(facts, recommendation):
    """The regimens that a true rule offers; none where the scope lists none."""
    gate = facts["scope"]
    if gate is not None and gate.regimens == "none":
        return ()
    codes = list(recommendation.regimens)
    for key in recommendation.choose_from:
        if facts[f"rule {key}"]:
            codes += facts.program.recommendations[key].regimens
    return tuple(dict.fromkeys(codes))


def status(facts, recommendation):
    """Exactly one of the five statuses, see the table in the guide to the engine."""
    verdict = facts[f"rule {recommendation.key}"]
    if verdict is False:
        return NOT_INDICATED
    if verdict is None:
        return RECOMMENDED if recommendation.if_unknown == "safe" else NEEDS_DATA
    gate = facts["scope"]
    has_cell = recommendation.regimens or recommendation.choose_from
    if not has_cell or (gate is not None and gate.regimens == "none"):
        return RECOMMENDED
    return _offer(facts, recommendation)


def _offer(facts, recommendation):
    codes = regimens_of(facts, recommendation)
    states = [facts[f"state {code}"] for code in codes]
    if any(RANK[found] <= RANK[CAUTION] for found in states):
        return RECOMMENDED
    undecided = not codes and any(facts[f"rule {key}"] is None for key in recommendation.choose_from)
    return CHECK_FIRST if WAITS in states or undecided else RULED_OUT


def rule_outlook(facts, key):
    """True or false if no answer still to come can change the rule, the scope included."""
    for gate, node in facts.program.gates:
        if node.outlook(facts):
            shown = key in gate.shows
            return facts.outlook(f"rule {key}") if shown else False
    hiding = [node for gate, node in facts.program.gates if key not in gate.shows]
    return every(
        [*(negate(node.outlook(facts)) for node in hiding), facts.outlook(f"rule {key}")]
    )


def state_outlook(facts, code):
    """True if the regimen stays blocked, false if nothing can block it, else None."""
    rows = [block for block in facts.program.blocks_of[code] if block.effect != "caution"]
    return some(facts.outlook(f"block {block.key}") for block in rows)


def asked_outlook(facts, function, argument):
    """The outlook of a function that asks about the evaluation itself."""
    if function == "blocked":
        return state_outlook(facts, argument)
    if function == "requested":
        return some(rule_outlook(facts, key) for key in facts.program.named_by[argument])
    if function == "advised":
        return False if rule_outlook(facts, argument) is False else None
    return None if facts[f"incomplete {argument}"] else False
