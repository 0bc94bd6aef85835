"""The iteration of the Mandelbrot set for several points at once."""

import numpy as np

from accelguide.kernels._numba import njit

LANES = 16  # points that are iterated together
STEPS = 4  # iterations between two looks at whether any of them is still inside


@njit(forceinline=True)
def lanes_advance(x, y, a, b, counts, inside):
    """Iterate all lanes `STEPS` times, with no branch; return whether any of them is still inside."""
    left = 0
    for lane in range(LANES):
        u, v, n, still = a[lane], b[lane], counts[lane], inside[lane]
        for _ in range(STEPS):
            uu, vv = u * u, v * v
            still &= uu + vv <= 4.0
            n += still
            u, v = uu - vv + x[lane], 2.0 * u * v + y
        a[lane], b[lane], counts[lane], inside[lane] = u, v, n, still
        left |= still
    return left


@njit()
def lanes_fill(real, imaginary, limit, out, first, step):
    """Fill one row in `step`, from the `first` on, `LANES` points at a time."""
    x, a, b = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    counts, inside = np.empty(LANES, np.int64), np.empty(LANES, np.int64)
    for i in range(first, imaginary.size, step):
        for start in range(0, real.size, LANES):
            for lane in range(LANES):
                x[lane] = real[min(start + lane, real.size - 1)]
                a[lane], b[lane], counts[lane], inside[lane] = 0.0, 0.0, 0, 1
            for _ in range(0, limit, STEPS):
                if not lanes_advance(x, imaginary[i], a, b, counts, inside):
                    break
            for lane in range(min(LANES, real.size - start)):
                out[i, start + lane] = min(counts[lane], limit)
