"""Vectors of 64-bit numbers inside Numba's functions, for what plain indexing cannot ask of the compiler.

``out[i] = x`` compiles to an ordinary store, which first reads into the cache the line that it is about to overwrite. A
*streaming* store (``!nontemporal`` in the LLVM language reference; ``MOVNT`` on x86, ``STNP`` on ARM) writes around the
cache, so that a third of the traffic of a copy goes away. It wants whole, aligned vectors, and it is weakly ordered:
other cores see it for certain only after a `fence` (llvm/llvm-project#64521).

Indices are not checked, as nowhere in Numba. Arrays are contiguous, of one dimension, and of float64 or int64: any
other does not compile. Integers are held as unsigned ones, whose arithmetic wraps around.
"""

from accelguide.systems import Unavailable, require

try:
    require("numba")
    from llvmlite import binding, ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic, models, register_model

    class Register(types.Type):
        """A vector of numbers of one type, held in a register."""

        def __init__(self, number):
            self.number = getattr(types, number)
            super().__init__(f"vector of {number}")

    @register_model(Register)
    def model(manager, kind):
        """How LLVM knows it."""
        return models.PrimitiveModel(manager, kind, lanes(kind))
except Unavailable:
    Register = str  # a name is enough, since no kernel compiles

    def intrinsic(function):
        """Stand in for ``numba.extending.intrinsic``: nothing calls it, since no kernel compiles."""
        return function


FLOATS, INTEGERS, TRUTHS = map(Register, ("float64", "uint64", "boolean"))


def width():
    """Elements of the longest vector that this processor has; 2 where it is unknown."""
    try:
        require("numba")
    except Unavailable:
        return 2
    features = binding.get_host_cpu_features()
    return 8 if features.get("avx512f") else 4 if features.get("avx") else 2


WIDTH = width()


def lanes(register):
    """LLVM's type of a vector."""
    kinds = {FLOATS: ir.DoubleType(), INTEGERS: ir.IntType(64), TRUTHS: ir.IntType(1)}
    return ir.VectorType(kinds[register], WIDTH)


def held(array):
    """Register for the vectors of an array; None for an array that has none."""
    plain = isinstance(array, types.Array) and (array.ndim, array.layout) == (1, "C")
    return {types.float64: FLOATS, types.int64: INTEGERS}.get(array.dtype) if plain else None


def writable(array, vector):
    """Whether a vector can be written to an array."""
    return held(array) in (vector,) and array.mutable


def place(context, builder, signature, arguments):
    """Pointer to the vector that begins at an index of an array."""
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.bitcast(builder.gep(array.data, [arguments[1]]), lanes(held(signature.args[0])).as_pointer())


@intrinsic
def load(typing, array, index):
    """Read the vector that begins at ``array[index]``, aligned or not."""

    def emit(context, builder, signature, arguments):
        return builder.load(place(context, builder, signature, arguments), align=8)

    return (held(array)(array, types.intp), emit) if held(array) else None


@intrinsic
def store(typing, array, index, vector):
    """Write a vector to where ``array[index]`` begins, aligned or not."""

    def emit(context, builder, signature, arguments):
        builder.store(arguments[2], place(context, builder, signature, arguments), align=8)

    return (types.void(array, types.intp, vector), emit) if writable(array, vector) else None


@intrinsic
def stream(typing, array, index, vector):
    """Write a vector around the cache, to the index that `to_aligned` found or whole vectors after it."""

    def emit(context, builder, signature, arguments):
        written = builder.store(arguments[2], place(context, builder, signature, arguments), align=8 * WIDTH)
        written.set_metadata("nontemporal", builder.module.add_metadata([ir.IntType(32)(1)]))

    return (types.void(array, types.intp, vector), emit) if writable(array, vector) else None


@intrinsic
def to_aligned(typing, array):
    """Count the elements before the first one at which `stream` may write; the array may have fewer."""

    def emit(context, builder, signature, arguments):
        start = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        beyond = builder.neg(builder.ptrtoint(start, ir.IntType(64)))
        return builder.lshr(builder.and_(beyond, ir.IntType(64)(8 * WIDTH - 1)), ir.IntType(64)(3))

    return (types.int64(array), emit) if held(array) else None


def filled(builder, register, number):
    """Vector that holds one number everywhere."""
    vector = lanes(register)(ir.Undefined)
    for lane in range(WIDTH):
        vector = builder.insert_element(vector, number, ir.IntType(32)(lane))
    return vector


@intrinsic
def spread(typing, number):
    """Make a vector that holds one number everywhere."""

    def emit(context, builder, signature, arguments):
        return filled(builder, FLOATS, arguments[0])

    return FLOATS(types.float64), emit


@intrinsic
def fused(typing, a, b, c):
    """Vector ``a * b + c``: one instruction, rounded once, where the processor has it."""

    def emit(context, builder, signature, arguments):
        kind, name = ir.FunctionType(lanes(FLOATS), [lanes(FLOATS)] * 3), f"llvm.fmuladd.v{WIDTH}f64"
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)

    return (FLOATS(a, b, c), emit) if (a, b, c) == (FLOATS,) * 3 else None


@intrinsic
def fence(typing):
    """Let other cores see all that was streamed before anything that is written later."""

    def emit(context, builder, signature, arguments):
        builder.fence("seq_cst")  # a weaker one is no instruction at all on x86

    return types.void(), emit
