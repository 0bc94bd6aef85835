"""Ask of many values whether they are in a collection."""

import random
from bisect import bisect_left

QUESTIONS = 300


def workload(size, seed=0):
    """Return the arguments of the kernels: `size` distinct ints, and ints of which half are among them."""
    draw = random.Random(seed)
    values = [2 * i for i in range(size)]
    draw.shuffle(values)
    return values, [draw.randrange(2 * size) for _ in range(QUESTIONS)]


def membership_list(values, questions):
    """Return how many of `questions` are in `values`, by ``in`` on the list.

    Parameters
    ----------
    values : list of int
        Distinct, in any order.
    questions : list of int
        What to look for.
    """
    return sum(question in values for question in questions)


def membership_set(values, questions):
    """A set, built from the list first."""
    known = set(values)
    return sum(question in known for question in questions)


def membership_bisect(values, questions):
    """Binary search in a list that is sorted first."""
    ordered = sorted(values)
    end = len(ordered)
    found = 0
    for question in questions:
        place = bisect_left(ordered, question)
        found += place < end and ordered[place] == question
    return found
