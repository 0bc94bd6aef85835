"""The diagonal of a rectangle by Pythagoras, as jitted functions that call each other."""

import math

from accelguide.kernels._numba import njit, register_jitable


@register_jitable
def demand(widths, heights):
    """Refuse inputs of different lengths."""
    if len(widths) != len(heights):
        raise ValueError("widths and heights must be of one length")


@njit()
def square_jitted(number):
    """Return the square of a number."""
    return number * number


@njit()
def diagonal_jitted(width, height):
    """Return the diagonal of a rectangle."""
    return math.sqrt(square_jitted(width) + square_jitted(height))
