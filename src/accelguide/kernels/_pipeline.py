"""Events that flow through stages, each of them an actor: what a stage does, and how it hands on to the next."""

import time

SENSORS = 4
WIDTH = 100  # events of a window
MODULUS = 2**31 - 1
WAIT_SECONDS = 60.0  # for a stage to make room: only a fault takes as long


def lines(start, stop):
    """Make events as they come, one by one: a number, a sensor and a reading, as text."""
    for number in range(start, stop):
        mixed = number * 2654435761 % 2**32
        yield f"{number};{(mixed >> 16) % SENSORS};{mixed >> 22}"


def parsed(line):
    """Make the three numbers of an event."""
    number, sensor, reading = line.split(";")
    return int(number), int(sensor), int(reading)


class Parser:
    """First step: lines become numbers."""

    def take(self, texts):
        """Events of some lines."""
        return [parsed(line) for line in texts]

    def close(self):
        """Nothing is held back."""
        return []


class Windows:
    """Second step: each sensor's readings in each window of events: their count, their sum, and a checksum.

    The checksum is another one where an event is missing, comes twice, or comes before one that was sent before it.
    """

    def __init__(self):
        self.window, self.found = 0, {}

    def take(self, events):
        """Rows of the windows that these events close."""
        closed = []
        for number, sensor, reading in events:
            if number // WIDTH > self.window:
                closed += self.close()
                self.window = number // WIDTH
            count, total, checksum = self.found.get(sensor, (0, 0, 0))
            self.found[sensor] = count + 1, total + reading, (31 * checksum + reading + 1) % MODULUS
        return closed

    def close(self):
        """Rows of the window that is open, which is then empty."""
        found, self.found = self.found, {}
        return [(self.window, sensor, *found[sensor]) for sensor in sorted(found)]


class Sink:
    """Last step: rows are kept."""

    def __init__(self):
        self.rows = []

    def take(self, rows):
        """Keep some; nothing is left to hand on."""
        self.rows += rows
        return []

    def close(self):
        """All rows that came."""
        return self.rows


class Outlet:
    """Where messages leave for a stage; with `credits`, only so many may be there that it has not done yet."""

    def __init__(self, stage, credits):
        self.stage, self.credits = stage, credits
        self.pending, self.sent = [], []

    def send(self, born, events):
        """Send one message, as soon as there is credit for it. Raises what the stage raised at an earlier one."""
        import ray

        if self.credits and len(self.pending) == self.credits:
            done, self.pending = ray.wait(self.pending, timeout=WAIT_SECONDS)
            if not done:
                raise TimeoutError(f"a stage has done nothing for {WAIT_SECONDS:g} s")
            ray.get(done)
        self.sent.append(time.time())
        self.pending.append(self.stage.take.remote(born, events))

    def finish(self):
        """Wait until all is done, there and in the stages that follow; gives what the last of them kept."""
        import ray

        answer = self.stage.finish.remote()
        for one in self.pending:
            ray.get(one, timeout=WAIT_SECONDS)
        return ray.get(answer, timeout=WAIT_SECONDS)


class Stage:
    """Actor: does its step with each message, in the order in which they were sent, and sends on what comes of it."""

    def __init__(self, step, following=None):
        self.step, self.following = step, following

    def begin(self, credits, pause):
        """Be as new. The stage is made slow by a `pause`, seconds for each message."""
        self.work, self.pause = self.step(), pause
        self.out = Outlet(self.following, credits)
        self.taken, self.ages, self.born = [], [], 0.0

    def take(self, born, events):
        """Do one message, which was born at the source at that time."""
        self.taken.append(time.time())
        self.born = born
        if self.pause:
            time.sleep(self.pause)
        self.hand_on(born, self.work.take(events))
        self.ages.append(time.time() - born)

    def hand_on(self, born, made):
        """Send what there is to send."""
        if made:
            self.out.send(born, made)

    def finish(self):
        """Send what was held back; gives what the last stage kept."""
        made = self.work.close()
        if self.following is None:
            return made
        self.hand_on(self.born, made)
        return self.out.finish()

    def log(self):
        """When messages were taken, how old they were when they were done, and when others were sent on."""
        return self.taken, self.ages, self.out.sent
