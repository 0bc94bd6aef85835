"""The product of two matrices, by each BLAS that is at hand."""

import numpy as np

from accelguide.kernels._blas import known, multiply
from accelguide.systems import Unavailable


def workload(size, seed=0):
    """Return two matrices of `size` rows and columns."""
    a, b = np.random.default_rng(seed).random((2, size, size))
    return a, b


def work(size):
    """Floating-point operations of one call: a product and a sum for each of n³ triples."""
    return {"flops": 2 * size**3}


def product_numpy(a, b):
    """Return the matrix product of `a` and `b`, by the BLAS that NumPy came with.

    Parameters
    ----------
    a : ndarray of float64, shape (m, k)
        C-contiguous.
    b : ndarray of float64, shape (k, n)
        C-contiguous.

    Returns
    -------
    ndarray of float64, shape (m, n)

    Raises
    ------
    ValueError
        The two do not fit.
    """
    return a @ b


def product_openblas(a, b):
    """The same library, called through ``ctypes`` as the others are."""
    return multiply("openblas", a, b)


def product_mkl(a, b):
    """Intel's MKL."""
    return multiply("mkl", a, b)


def product_atlas(a, b):
    """ATLAS, as Debian builds it."""
    return multiply("libatlas3-base", a, b)


def product_reference(a, b):
    """The reference BLAS: the plain loops, in Fortran."""
    return multiply("libblas3", a, b)


def library():
    """Facts on NumPy's BLAS, as text: its name, version, threads and architecture, and whose LAPACK goes with it.

    Where threadpoolctl lists none that this process has loaded, the facts are those of NumPy's build. ``"found"`` says
    whether either names one.
    """
    built = np.show_config(mode="dicts")["Build Dependencies"]
    facts = {"name": built["blas"].get("name", "none"), "version": built["blas"].get("version", "?")}
    facts |= {"lapack": built["lapack"].get("name", "none"), "threads": "?", "architecture": "?"}
    try:
        loaded = known()[:1]
    except Unavailable:
        return facts | {"found": facts["name"] != "none"}
    for one in loaded:
        facts |= {"name": one["internal_api"], "version": str(one["version"]), "threads": str(one["num_threads"])}
        facts["architecture"] = str(one.get("architecture", "?"))
    return facts | {"found": bool(loaded) or facts["name"] != "none"}  # Accelerate is not listed where it is loaded
