"""Bytes read many at a time inside Numba's functions, which plain indexing cannot ask for.

Indices are not checked, as nowhere in Numba. Numbers are read as little-endian machines do: the first byte is the
lowest.
"""

import numpy as np

from accelguide.kernels._numba import njit
from accelguide.systems import Unavailable, require

try:
    require("numba")
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    NUMBER, LANES = ir.IntType(64), ir.VectorType(ir.IntType(8), 64)
except Unavailable:

    def intrinsic(function):
        """Stand in for ``numba.extending.intrinsic``: nothing calls it, since no kernel compiles."""
        return function


ONES = np.uint64(0xFFFFFFFFFFFFFFFF)


def read(context, builder, signature, arguments, kind):
    """Emit the reading of LLVM's type `kind` where it begins in an array of bytes, aligned or not."""
    data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
    return builder.load(builder.bitcast(builder.gep(data, [arguments[1]]), kind.as_pointer()), align=1)


@intrinsic
def eight(typing, data, index):
    """Read eight bytes as one number."""

    def emit(context, builder, signature, arguments):
        return read(context, builder, signature, arguments, NUMBER)

    return types.uint64(data, index), emit


@intrinsic
def blanks(typing, data, index):
    """Compare 64 bytes at once; bit i of the result says whether byte i is blank."""

    def emit(context, builder, signature, arguments):
        found = read(context, builder, signature, arguments, LANES)
        space, tab, five = (ir.Constant(LANES, [code] * 64) for code in (32, 9, 5))
        control = builder.icmp_unsigned("<", builder.sub(found, tab), five)
        return builder.bitcast(builder.or_(builder.icmp_unsigned("==", found, space), control), NUMBER)

    return types.uint64(data, index), emit


@intrinsic
def lowest(typing, bits):
    """Return the place of the lowest bit that is set; there must be one."""

    def emit(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.IntType(1)(1))

    return types.int64(types.uint64), emit


@njit(nogil=True, forceinline=True)
def blank(code):
    """Whether a byte is a space, tab, line feed, vertical tab, form feed or carriage return."""
    return code == 32 or 9 <= code <= 13


@njit(nogil=True)
def last_blanks(data, index, end):
    """What `blanks` tells, of fewer than 64 bytes: from `end` on, all count as blank."""
    bits = ONES << np.uint64(end - index)
    for place in range(end - index):
        bits |= np.uint64(blank(data[index + place])) << np.uint64(place)
    return bits


@njit(nogil=True)
def next_blank(data, index, end):
    """Index of the first blank from `index` on, or `end`."""
    while index < end and not blank(data[index]):
        index += 1
    return index
