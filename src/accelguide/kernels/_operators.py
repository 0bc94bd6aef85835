"""Operators of the vectors of `_vectors`, so that what is streamed is written as for numbers.

Vectors of float64 take ``a + b``, ``a - b`` and ``a * b``; those of integers ``a + b``, ``a * b``, ``a & b``,
``a | b``, ``a ^ b``, ``a >> b`` and ``a <= b``. The right-hand one may be a number. `select` and `as_float` take
numbers as well as vectors, so that the same lines can serve both.
"""

import operator

from accelguide.kernels._vectors import FLOATS, INTEGERS, TRUTHS, WIDTH, filled, lanes
from accelguide.systems import Unavailable, require

try:
    require("numba")
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic, lower_builtin, type_callable
except Unavailable:
    types = None

    def intrinsic(function):
        """Stand in for ``numba.extending.intrinsic``: nothing calls it, since no kernel compiles."""
        return function


def operate(register, symbol, method, *first, result=None):
    """Let an operator take two vectors, or one and a number: it calls `method` of LLVM's builder."""
    if types is None:
        return

    @type_callable(symbol)
    def type_of(context):
        def typer(a, b):
            return (result or register) if a == register and (b == a or isinstance(b, types.Number)) else None

        return typer

    @lower_builtin(symbol, register, register)
    @lower_builtin(symbol, register, types.Number)
    def emit(context, builder, signature, arguments):
        a, b = arguments
        if signature.args[1] != register:
            b = filled(builder, register, context.cast(builder, b, signature.args[1], register.number))
        return getattr(builder, method)(*first, a, b)


operate(FLOATS, operator.add, "fadd")
operate(FLOATS, operator.sub, "fsub")
operate(FLOATS, operator.mul, "fmul")
operate(INTEGERS, operator.add, "add")
operate(INTEGERS, operator.mul, "mul")
operate(INTEGERS, operator.and_, "and_")
operate(INTEGERS, operator.or_, "or_")
operate(INTEGERS, operator.xor, "xor")
operate(INTEGERS, operator.rshift, "lshr")
operate(INTEGERS, operator.le, "icmp_unsigned", "<=", result=TRUTHS)


@intrinsic
def root(typing, vector):
    """Square roots of the numbers of a vector."""

    def emit(context, builder, signature, arguments):
        kind, name = ir.FunctionType(lanes(FLOATS), [lanes(FLOATS)]), f"llvm.sqrt.v{WIDTH}f64"
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)

    return (FLOATS(vector), emit) if vector == FLOATS else None


@intrinsic
def as_float(typing, bits):
    """Read the bits of an unsigned integer, or of each in a vector, as those of a float64."""
    result = {types.uint64: types.float64, INTEGERS: FLOATS}.get(bits)

    def emit(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(result))

    return (result(bits), emit) if result else None


@intrinsic
def select(typing, condition, yes, no):
    """Take one of two numbers, or one for each place of a vector of truths, without a branch."""
    result = {types.boolean: types.float64, TRUTHS: FLOATS}.get(condition)

    def emit(context, builder, signature, arguments):
        truth, *numbers = arguments
        if result == FLOATS:
            numbers = [filled(builder, FLOATS, number) for number in numbers]
        return builder.select(truth, *numbers)

    return (result(condition, types.float64, types.float64), emit) if result else None
