"""A logistic regression that learns from chunks as they arrive: the data, a step, the actors that share the work."""

import time

import numpy as np

FEATURES = 20
LEARNERS = 2
RATE = 1.0
WAIT_SECONDS = 60.0  # for another actor: only a fault takes as long


def chunk(number, rows, drift):
    """Make the table and the labels of a chunk; from chunk `drift` on, labels come of other weights than before."""
    truth = np.random.default_rng(int(number >= drift)).standard_normal(FEATURES) / 2
    generator = np.random.default_rng((2, number))
    x = generator.standard_normal((rows, FEATURES))
    return x, generator.random(rows) < 1 / (1 + np.exp(-x @ truth))


def judged(weights, number, rows, drift):
    """Loss of these weights on a chunk that they have not learnt from yet, and the gradient to learn from."""
    x, y = chunk(number, rows, drift)
    z = x @ weights
    return float(np.mean(np.logaddexp(0, z) - y * z)), x.T @ (1 / (1 + np.exp(-z)) - y) / rows


def stepped(weights, gradients):
    """Weights after a step along the mean of some gradients."""
    return weights - RATE * sum(gradients) / len(gradients)


class Server:
    """Actor: the parameter server, which holds the weights."""

    def begin(self):
        """Know nothing yet."""
        self.weights, self.version = np.zeros(FEATURES), 0
        self.losses, self.times, self.staleness = [], [], []

    def pull(self):
        """The weights, and which version of them that is."""
        return self.version, self.weights

    def step(self, *answers):
        """Learn from the answers of all learners together, which have judged the same weights."""
        losses, gradients = zip(*answers, strict=True)
        self.losses += losses
        self.weights = stepped(self.weights, gradients)
        self.version += 1

    def push(self, number, version, loss, gradient):
        """Learn at once from one answer, to weights that may be another version by now."""
        self.times.append(time.time())
        self.losses.append((number, loss))
        self.staleness.append(self.version - version)
        self.weights = self.weights - RATE / LEARNERS * gradient
        self.version += 1

    def log(self):
        """Weights, losses in the order in which they came, and of `push` when each came and how stale it was."""
        return self.weights, self.losses, self.times, self.staleness


class Learner:
    """Actor: one of those that data arrive at."""

    def answer(self, pulled, number, rows, drift):
        """Judge weights that were pulled by a chunk."""
        return judged(pulled[1], number, rows, drift)

    def follow(self, server, numbers, rows, drift, begin, pace):
        """Pull, judge and push, chunk by chunk, each as soon as it is there: every `pace` seconds one arrives."""
        import ray

        pushed = None
        for number in numbers:
            time.sleep(max(0.0, begin + pace * number - time.time()))
            pulled = server.pull.remote()
            version, weights = ray.get(pulled, timeout=WAIT_SECONDS)
            if pushed is not None:
                ray.get(pushed, timeout=WAIT_SECONDS)  # done by now: the server takes calls in order
            pushed = server.push.remote(number, version, *judged(weights, number, rows, drift))
        if pushed is not None:
            ray.get(pushed, timeout=WAIT_SECONDS)
