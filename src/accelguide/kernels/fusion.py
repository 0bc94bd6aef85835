"""What Numba's diagnostics say of a function compiled with ``parallel=True``: its parallel loops, and their fusion.

``parallel_diagnostics`` prints them; here they are read from the object behind it, ``parfor_diagnostics``.
"""

import re
from typing import NamedTuple

INFIX = r" (add|sub|mul|truediv) "
PREFIX = r"(neg|exp)\("


class Step(NamedTuple):
    """One operation on arrays.

    Attributes
    ----------
    name : str
        Numba's name for it.
    kernel : int or None
        Place, from 0, of the parallel kernel that it became a part of; None for a call that stayed a call.
    length : str
        Argument whose extent the kernel runs over, and the axis: ``"Y 0"``; empty for a call.
    """

    name: str
    kernel: int | None
    length: str


def diagnostics(dispatcher):
    """Diagnostics of the one signature that a function is compiled for."""
    (signature,) = dispatcher.signatures
    return dispatcher.get_metadata(signature)["parfor_diagnostics"]


def ranks(dispatcher):
    """Dimensions of each argument of the one signature; 0 for a number."""
    (signature,) = dispatcher.signatures
    return [getattr(kind, "ndim", 0) for kind in signature]


def steps(dispatcher):
    """All operations on arrays, in order, as a list of `Step`."""
    from numba.parfors.parfor import Parfor

    found = diagnostics(dispatcher)
    made = {loop.id: loop for loop in found.initial_parfors}
    result, kernels = [], 0
    for statement in statements(found):
        if isinstance(statement, Parfor):
            length = re.sub(r"_size(\d+).*", r" \1", str(statement.loop_nests[0].stop))
            for loop in members(found, statement.id):
                result += [Step(name, kernels, length) for name in names(made[loop].patterns[0])]
            kernels += 1
        elif called := call_of(found, statement):
            result.append(Step(called, None, ""))
    return result


def statements(found):
    """Statements left after fusion, outside of parallel kernels, and the kernels."""
    for _, block in sorted(found.func_ir.blocks.items()):
        yield from block.body


def members(found, loop):
    """Numbers of the loops that went into one, in the order in which they ran before."""
    order = [one.id for one in found.initial_parfors]
    joined = [loop]
    for other in joined:
        joined += found.fusion_info.get(other, [])
    return sorted(joined, key=order.index)


def names(pattern):
    """Operations behind a parallel loop: one, or those of an array expression, innermost first."""
    if isinstance(pattern, tuple):  # ("prange", "internal", (("dot", "numpy"), place)), or ("inplace_binop", "")
        return [pattern[2][0][0] if len(pattern) > 2 else pattern[0]]
    text = re.sub(r"'[^']*' \(temporary variable\)", "temporary", pattern)
    places = [(found.start(1), found.group(1)) for form in (INFIX, PREFIX) for found in re.finditer(form, text)]
    depth = {place: text.count("(", 0, place) - text.count(")", 0, place) for place, _ in places}
    return [name for _, name in sorted(places, key=lambda one: -depth[one[0]])]


def call_of(found, statement):
    """Name of the function of NumPy's that a statement calls for arrays, or None."""
    from numba.core.ir import Assign, Expr
    from numba.core.ir_utils import find_callname, guard

    if not isinstance(statement, Assign) or not isinstance(statement.value, Expr) or statement.value.op != "call":
        return None
    called = guard(find_callname, found.func_ir, statement.value)
    return called[0] if called and called[1] == "numpy" else None


def written(dispatcher):
    """Names of the variables that each kernel writes elements of."""
    from numba.core.ir import SetItem
    from numba.parfors.parfor import Parfor

    kernels = [one for one in statements(diagnostics(dispatcher)) if isinstance(one, Parfor)]
    stores = [[one for block in kernel.loop_body.values() for one in block.body] for kernel in kernels]
    return [{one.target.name for one in body if isinstance(one, SetItem)} for body in stores]


def serial_around(dispatcher):
    """Whether each kernel lies in a loop of the function that is no kernel itself."""
    from numba.core.analysis import compute_cfg_from_blocks
    from numba.parfors.parfor import Parfor

    blocks = diagnostics(dispatcher).func_ir.blocks
    looped = {label for loop in compute_cfg_from_blocks(blocks).loops().values() for label in loop.body}
    homes = {label for label, block in blocks.items() if any(isinstance(one, Parfor) for one in block.body)}
    return bool(homes) and homes <= looped


def manual_says(dispatcher):
    """Whether each of six statements holds that Numba's manual makes about its logistic regression."""
    found = steps(dispatcher)
    over_rows = [step for step in found if step.length == "Y 0"]
    calls = [place for place, step in enumerate(found) if step.kernel is None]
    after = [step.length for step in found[calls[0] + 1 :]] if calls else []
    chain = [step.name for step in over_rows]
    stored = written(dispatcher)
    return {
        "shapes": ranks(dispatcher) == [1, 2, 1, 0],
        "loop": serial_around(dispatcher),
        "inner": "dot" in chain and len(chain[chain.index("dot") :]) > 2,
        "outer": after == ["X 1"] and stored[-1] == {"w"},
        "kernel": {step.kernel for step in over_rows} == {0} and "dot" in chain and len(stored[0]) == 1,
        "apart": [found[place].name for place in calls] == ["dot"],
    }
