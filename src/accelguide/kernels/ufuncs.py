"""What Numba's ufuncs do beside being fast: broadcasting, methods, and the choice of a loop by type."""

import numpy as np

from accelguide.kernels._numba import vectorize
from accelguide.systems import require

KINDS = ("int64", "float32", "float64")


@vectorize()
def either(p, q):
    """Probability that at least one of two independent events happens."""
    return p + q - p * q


def added(x, y):
    """Sum of two numbers, to be made a ufunc."""
    return x + y


def returned(ufunc, kinds=KINDS):
    """Names of the dtypes that a ufunc of two arguments returns for arrays of these dtypes."""
    return [ufunc(np.ones(1, kind), np.ones(1, kind)).dtype.name for kind in kinds]


def with_signatures(*kinds):
    """What a ufunc returns for `KINDS` that was given signatures of these types, in this order."""
    require("numba")
    return returned(vectorize([f"{kind}({kind}, {kind})" for kind in kinds])(added))


def compiled_lazily(*before):
    """What a ufunc without signatures returns for `KINDS`, after calls with `before`; and the loops it has then."""
    require("numba")
    ufunc = vectorize()(added)
    returned(ufunc, before)
    return returned(ufunc), len(ufunc.types)
