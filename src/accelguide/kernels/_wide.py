"""Sixteen bytes at once in a device's memory, which plain indexing never asks the compiler for.

A load or store of 16 bytes a thread takes a quarter of the instructions that loads of 4 bytes take, so that more bytes
are under way (CUDA C++ Best Practices Guide, on coalesced access; PTX ISA, ``ld.global.v2`` and ``.v4``). The place
must be a multiple of `across`, in an array that begins at a multiple of 16 bytes, as arrays of the device do; nothing
checks it. In the simulator they are plain Python.
"""

from accelguide.kernels._cuda import simulated
from accelguide.systems import Unavailable, require

BYTES = 16
ALIGNMENT = None if simulated() else BYTES  # of a shared array that is read so; the simulator takes no such wish


def across(dtype):
    """Elements of a NumPy or Numba type that 16 bytes hold."""
    return BYTES // getattr(dtype, "itemsize", getattr(dtype, "bitwidth", 0) // 8)


def load(array, place):
    """Numbers that 16 bytes hold from ``array[place]`` on, as a tuple."""
    return tuple(array[place + lane] for lane in range(across(array.dtype)))


def store(array, place, values):
    """Write a tuple that fills 16 bytes from ``array[place]`` on."""
    for lane, value in enumerate(values):
        array[place + lane] = value


def pointer(context, builder, kind, array, place):
    """LLVM's pointer to a vector of 16 bytes inside an array."""
    start = context.make_array(kind)(context, builder, array).data
    vector = ir.VectorType(context.get_data_type(kind.dtype), across(kind.dtype))
    return builder.bitcast(builder.gep(start, [place]), vector.as_pointer()), vector


def emit_load(context, builder, signature, arguments):
    """Code of `load`: one load, taken apart."""
    at, _ = pointer(context, builder, signature.args[0], *arguments)
    whole = builder.load(at, align=BYTES)
    lanes = [builder.extract_element(whole, ir.IntType(32)(lane)) for lane in range(len(signature.return_type))]
    return context.make_tuple(builder, signature.return_type, lanes)


def emit_store(context, builder, signature, arguments):
    """Code of `store`: put together, one store."""
    at, vector = pointer(context, builder, signature.args[0], *arguments[:2])
    whole = vector(ir.Undefined)
    for lane in range(vector.count):
        value = builder.extract_value(arguments[2], lane)
        whole = builder.insert_element(whole, value, ir.IntType(32)(lane))
    builder.store(whole, at, align=BYTES)
    return context.get_dummy_value()


def type_load(typing, array, place):
    """Type of `load`, and what emits it."""
    return types.UniTuple(array.dtype, across(array.dtype))(array, types.intp), emit_load


def type_store(typing, array, place, values):
    """Type of `store`, and what emits it."""
    return types.void(array, types.intp, types.UniTuple(array.dtype, across(array.dtype))), emit_store


try:
    require("numba")
    require("numba_cuda")
    if not simulated():
        from llvmlite import ir
        from numba import types
        from numba.cuda.extending import intrinsic

        load, store = intrinsic(type_load), intrinsic(type_store)
except Unavailable:
    pass  # nothing calls them, since no kernel compiles
