"""What the variants of a logistic regression in parts share, and their workers run: rows in files, and gradients."""

import numpy as np

COLUMNS = 10


def rows_drawn(path, rows, size, seed):
    """Write rows with these numbers: columns of random numbers, the last one the label, 0 or 1."""
    draw = np.random.default_rng((seed, rows.start))
    x = draw.standard_normal((len(rows), COLUMNS))
    truth = np.linspace(-1, 1, COLUMNS)
    with open(path, "wb") as file:  # to which NumPy adds no ending
        np.save(file, np.column_stack([x, x @ truth + draw.standard_normal(len(rows)) > 0]))


def gradient(weights, path):
    """Gradient of the negative log-likelihood over the rows of a file: what one worker does in each step."""
    rows = np.load(path)
    x, label = rows[:, :-1], rows[:, -1]
    return (1 / (1 + np.exp(-(x @ weights))) - label) @ x


def gradients_of_batches(weights, batches):
    """Batches of Arrow, paths, with gradients in their place: what Spark runs."""
    import pyarrow as pa

    for batch in batches:
        found = [gradient(weights, path).tolist() for path in batch.column(0).to_pylist()]
        yield pa.RecordBatch.from_arrays([pa.array(found, pa.list_(pa.float64()))], ["gradient"])


def gradient_rows(rows):
    """Rows of a path and weights, with gradients in their place: what Hive runs, in a script of its own."""
    import numpy as np

    for path, *weights in rows:
        table = np.load(path)
        odds = np.exp(-(table[:, :-1] @ np.array(weights, float)))
        yield ((1 / (1 + odds)) - table[:, -1]) @ table[:, :-1]
