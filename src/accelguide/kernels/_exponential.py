"""Exponential, logarithm and normal distribution as arithmetic alone, so that a loop which calls them vectorises.

``math.exp`` is a call into the C library, one number at a time, and a loop with a call in it stays scalar. Here the
argument is reduced to a short interval (Cody and Waite 1980, *Software Manual for the Elementary Functions*), a
polynomial answers for that, and integer arithmetic puts the exponent's bits together. The polynomials of the
exponential and the rational functions of the normal distribution were found by Remez's algorithm; the logarithm is that
of fdlibm (``e_log.c``, and ``e_logf.c`` of FreeBSD's libm).

Names end in the width of the float. Zeros, subnormal numbers, infinities and NaN give what the C library gives.
Products and sums may be fused, and nothing else: a caller's fastmath does not change what is computed here.
"""

import numpy as np

from accelguide.kernels._numba import njit

INLINE = {"error_model": "numpy", "fastmath": {"contract"}, "forceinline": True}
LOG2E = 1.4426950408889634
ROUND64, ROUND32 = 3 * 2.0**51 + 2046, np.float32(3 * 2**22 + 254)  # added, leave an integer in a float's last bits
ROOT64, ROOT32 = 0x3FE6A09E << 32, 0x3F3504F3  # bits of the square root of one half
EXP64 = (2.50000708797378e-08, 2.7630233957439916e-07, 2.755758626863396e-06, 2.480149313607221e-05)
EXP64 += (0.0001984126950678045, 0.0013888888943597813, 0.008333333333494331, 0.041666666666530267)
EXP64 += (0.16666666666666413, 0.5000000000000011, 1.0, 1.0)
EXP32 = (0.0013814613651270207, 0.008368709820412839, 0.041668387356276385, 0.1666652068992873)
EXP32 = tuple(map(np.float32, (*EXP32, 0.49999993451716934, 1.0, 1.0)))
LOG64 = (1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01)
LOG64 += (2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01)
LOG32 = tuple(map(np.float32, (0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693)))
ABOVE64 = (2.232854224556317e-05, 0.0004943597725427859, 0.00515146925864684, 0.03250069220353776)
ABOVE64 += (0.13389179332472637, 0.36205494114879966, 0.6034516953397906, 0.5)
BELOW64 = (5.596935742843187e-05, 0.0012391759424023702, 0.012968799427769859, 0.08270601423944307)
BELOW64 += (0.3484235135032055, 0.9864525954992294, 1.823699236469264, 2.004787951482441, 1.0)
ABOVE32 = tuple(map(np.float32, (0.013868164918196327, 0.10600600814949176, 0.3384017297545534, 0.49999999092457825)))
BELOW32 = (0.034773698805677294, 0.26531838091740045, 0.8886597031193557, 1.474686567388361, 1.0)
BELOW32 = tuple(map(np.float32, BELOW32))


def polynomial(x, coefficients):
    """Value of a polynomial, the highest coefficient first (Horner's rule); `x` may be an array."""
    total = coefficients[0]
    for k in range(1, len(coefficients)):
        total = total * x + coefficients[k]
    return total


horner = njit(**INLINE)(polynomial)


@njit(**INLINE)
def exp64(x):
    """Exponential of a float64, wrong by less than 1.2 units of the last place."""
    x = 710.0 if x > 710.0 else x
    x = -746.0 if x < -746.0 else x
    rounded = x * LOG2E + ROUND64
    n = rounded - ROUND64
    r = x - n * 0.693145751953125 - n * 1.42860682030941723212e-6
    power = np.float64(rounded).view(np.int64) & 0xFFF  # n + 2046, which two normal numbers share
    half = power >> 1
    return horner(r, EXP64) * np.int64(half << 52).view(np.float64) * np.int64((power - half) << 52).view(np.float64)


@njit(**INLINE)
def exp32(x):
    """Exponential of a float32, wrong by less than 1.2 units of the last place."""
    x = np.float32(89.0) if x > np.float32(89.0) else x
    x = np.float32(-104.0) if x < np.float32(-104.0) else x
    rounded = x * np.float32(LOG2E) + ROUND32
    n = rounded - ROUND32
    r = x - n * np.float32(0.693359375) + n * np.float32(2.12194440e-4)
    power = np.int32(np.float32(rounded).view(np.int32) & 0x1FF)  # n + 254
    half = np.int32(power >> 1)
    first, second = np.int32(half << 23).view(np.float32), np.int32((power - half) << 23).view(np.float32)
    return horner(r, EXP32) * first * second


@njit(**INLINE)
def log64(x):
    """Natural logarithm of a float64, wrong by less than 1.2 units of the last place."""
    bits = np.float64(x * 2.0**54 if x < 2.0**-1022 else x).view(np.int64) + ((0x3FF << 52) - ROOT64)
    n = np.int64(bits >> 52 & 0x7FF | 0x433 << 52).view(np.float64) - (2.0**52 + 1023)
    n = n - 54.0 if x < 2.0**-1022 else n
    f = np.int64((bits & (1 << 52) - 1) + ROOT64).view(np.float64) - 1.0
    s = f / (2.0 + f)
    half = 0.5 * f * f
    rest = s * (half + s * s * horner(s * s, LOG64)) + n * 1.90821492927058770002e-10
    found = n * 6.93147180369123816490e-01 - (half - rest - f)
    found = found if x > 0.0 else (-np.inf if x == 0.0 else np.nan)
    return x if x == np.inf else found


@njit(**INLINE)
def log32(x):
    """Natural logarithm of a float32, wrong by less than 1.2 units of the last place."""
    small = x < np.float32(2.0**-126)
    bits = np.float32(x * np.float32(2.0**25) if small else x).view(np.int32)
    bits = np.int32(bits + np.int32(0x3F800000 - ROOT32))
    n = np.float32(np.int32(bits >> 23)) - np.float32(127.0)
    n = n - np.float32(25.0) if small else n
    f = np.int32((bits & 0x7FFFFF) + ROOT32).view(np.float32) - np.float32(1.0)
    s = f / (np.float32(2.0) + f)
    half = np.float32(0.5) * f * f
    rest = s * (half + s * s * horner(s * s, LOG32)) + n * np.float32(9.0580006145e-06)
    found = n * np.float32(6.9313812256e-01) - (half - rest - f)
    found = found if x > np.float32(0.0) else np.float32(-np.inf if x == np.float32(0.0) else np.nan)
    return x if x == np.float32(np.inf) else found


@njit(**INLINE)
def mills64(x):
    """Tail of the normal distribution beyond ``abs(x)``, over ``exp(-x * x / 2)``.

    Where 39 or more is given, 39 is meant: that tail is zero in float64. The product of the two is wrong by less than
    2.3e-16, and by less than 1e-9 of itself.
    """
    x = abs(x)
    x = 39.0 if x > 39.0 else x
    return horner(x, ABOVE64) / horner(x, BELOW64)


@njit(**INLINE)
def mills32(x):
    """The same of a float32, up to 15; the product is wrong by less than 1.2e-7, and by less than 1e-4 of itself."""
    x = abs(x)
    x = np.float32(15.0) if x > np.float32(15.0) else x
    return horner(x, ABOVE32) / horner(x, BELOW32)
