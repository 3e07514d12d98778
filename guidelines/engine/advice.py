"""What the evaluation says of each recommendation and each regimen: scope, states, statuses.

Everything here is a fact that is computed when first asked for and kept in the `Facts`:
'scope', 'rule R11', 'status R11', 'state MTX', 'block B3', 'blocked MTX', 'requested IVIG',
'advised R11' and 'incomplete severity'.
"""

from .logic import every, negate, some

HARD_STOP, BLOCKED, WAITS, CAUTION, FREE = "hard_stop", "blocked", "waits", "caution", "free"
STATES = (FREE, CAUTION, WAITS, BLOCKED, HARD_STOP)
RANK = {state: rank for rank, state in enumerate(STATES)}
STATE_OF_EFFECT = {"hard_stop": HARD_STOP, "block": BLOCKED, "caution": CAUTION}

RECOMMENDED, CHECK_FIRST, RULED_OUT = "recommended", "check_first", "ruled_out"
NEEDS_DATA, NOT_INDICATED = "needs_data", "not_indicated"


def scope(facts):
    """The first gate whose condition is true, or None: the whole guideline applies."""
    for gate, node in facts.program.gates:
        if node.verdict(facts):
            return gate
    return None


def rule(facts, key, verdict):
    """The criterion's verdict; false outside the scope."""
    gate = facts["scope"]
    if gate is not None and key not in gate.shows:
        return False
    return verdict(facts)


def judge(facts):
    """The verdicts of all rules at once: what else they need is computed on the way."""
    gate = facts["scope"]
    for key, name, verdict in facts.program.rules:
        shown = gate is None or key in gate.shows
        facts[name] = verdict(facts) if shown else False


def effect_of(block, verdict):
    """The state that one block row gives a regimen, or None if it says nothing."""
    if verdict:
        return STATE_OF_EFFECT[block.effect]
    waits = verdict is None and block.effect != "caution" and block.if_unknown == "ask"
    return WAITS if waits else None


def ranks_of(block):
    """(name of its verdict, rank when true, rank when unknown) of a block row, for `state`."""
    return (
        f"block {block.key}",
        RANK[effect_of(block, True)],
        RANK.get(effect_of(block, None), RANK[FREE]),
    )


def state(facts, rows):
    """free, caution, waits, blocked or hard_stop: the gravest that any row gives (6.0, item 4)."""
    gravest = 0
    for name, if_true, if_unknown in rows:
        verdict = facts[name]
        if verdict is False:
            continue
        rank = if_true if verdict else if_unknown
        if rank > gravest:
            gravest = rank
    return STATES[gravest]


def blocked(facts, name):
    """Blocked or hard stop; never unknown, and a regimen that waits is not blocked."""
    return facts[name] in (BLOCKED, HARD_STOP)


def requested(facts, rules):
    """Does at least one of the rules that name the regimen hold? Never unknown."""
    return any(facts[name] for name in rules)


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


def status(facts, recommendation, name):
    """Exactly one of the five statuses; `name` is that of the recommendation's rule."""
    verdict = facts[name]
    if verdict is False:
        return NOT_INDICATED
    if verdict is None:
        return RECOMMENDED if recommendation.if_unknown == "safe" else NEEDS_DATA
    if not recommendation.regimens and not recommendation.choose_from:
        return RECOMMENDED
    gate = facts["scope"]
    if gate is not None and gate.regimens == "none":
        return RECOMMENDED
    return _offer(facts, recommendation)


def _offer(facts, recommendation):
    if recommendation.choose_from:
        names = [f"state {code}" for code in regimens_of(facts, recommendation)]
    else:
        names = facts.program.states_of[recommendation.key]
    states = [facts[name] for name in names]
    if FREE in states or CAUTION in states:
        return RECOMMENDED
    undecided = not names and any(
        facts[f"rule {key}"] is None for key in recommendation.choose_from
    )
    return CHECK_FIRST if WAITS in states or undecided else RULED_OUT


def rule_outlook(facts, key):
    """True or false if no answer still to come can change the rule, the scope included."""
    for gate, node in facts.program.gates:
        if node.outlook(facts):
            shown = key in gate.shows
            return facts.outlook(f"rule {key}") if shown else False
    hiding = [node for gate, node in facts.program.gates if key not in gate.shows]
    return every([*(negate(node.outlook(facts)) for node in hiding), facts.outlook(f"rule {key}")])


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
