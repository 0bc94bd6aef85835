"""The conditional map on a device."""

from accelguide.kernels._cuda import cuda
from accelguide.kernels._wide import load, store

THREADS = 256
BLOCKS = 1 << 13


@cuda.jit(device=True)
def chosen(value):
    """Half of a multiple of five, the double of any other integer."""
    number = float(value)
    return number * (0.5 if value % 5 == 0 else 2.0)


@cuda.jit()
def fives(values, out):
    """Two integers, 16 bytes, for each thread at a time; the last one by itself."""
    whole = values.size - values.size % 2
    for i in range(2 * cuda.grid(1), whole, 2 * cuda.gridsize(1)):
        one, other = load(values, i)
        store(out, i, (chosen(one), chosen(other)))
    last = whole + cuda.grid(1)
    if last < values.size:
        out[last] = chosen(values[last])
