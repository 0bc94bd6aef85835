"""
Distances: columns, tiles, and sums in registers
================================================

After this page you can write the distances between many points so that they come near the limit of the arithmetic,
whether the points have three coordinates or a hundred, and you know what the detour over a matrix product costs.
"""
# %%
# What changes
# ------------
#
# **Few coordinates.** Each point of one set has a distance from each point of another, in space:
#
# .. kernel:: distances_python distances_numpy distances_numba

from accelguide.kernels import distances
from accelguide.timing import compare, observe

FORMS = distances.distances_python, distances.distances_numpy, distances.distances_numba

compare(*FORMS, workload=distances.workload, sizes=(150,), budget=0.5, once=False)

# %%
# .. timings:: distances
#    :size: 150
#
# The innermost loop has three turns, too few for a vector. The loop around it has many, but its points lie in rows, and
# the first coordinates of two points are three places apart. If each coordinate is a *column*, an array of its own,
# then the loop over the points reads what lies side by side, and LLVM can make it a loop over vectors.
#
# .. kernel:: distances_parallel row_of_roots turn distances_columns_parallel

ALL = distances.distances_parallel, distances.distances_columns_parallel

compare(distances.distances_numpy, *ALL, workload=distances.workload, sizes=(2_000,), budget=1.5, once=False)

# %%
# **Many coordinates.** Here each vector has a length of 128. Now the innermost loop is long, and what stands in its way
# is the order of the additions (:doc:`/gallery/4_numba/65_sums`). NumPy takes a vector at a time, or a detour: since
# ``|x − y|² = |x|² + |y|² − 2xy``, a matrix product can do most of it, and BLAS does that on all cores.
#
# .. kernel:: descriptors_numpy descriptors_blas descriptors_reordered_parallel
#
# **Tiles.** In that loop each subtraction needs two numbers that were loaded for it alone. A matrix product knows
# better: what is loaded once should serve several sums. Take a *tile* of one set, a few hundred vectors whose
# coordinates are in columns, and four vectors of the other set. Two coordinates of these four are eight numbers, which
# can stay in registers. Each number of the tile is then loaded once for four sums, and the tile is small enough for a
# cache.
#
# .. kernel:: four_squares against_tiles all_against_tiles

from accelguide.kernels import descriptors

DETOUR = descriptors.descriptors_numpy, descriptors.descriptors_blas
DIRECT = descriptors.descriptors_parallel, descriptors.descriptors_reordered_parallel

compare(
    *DETOUR, *DIRECT, descriptors.descriptors_tiles_parallel, workload=descriptors.workload, sizes=(1_000,), once=False
)

# %%
# **The nearest one.** A step of k-means needs distances, but does not keep them. It finds the nearest of several
# centres for each point, and adds up the points of each centre. The size of this work is the number of centres; there
# are fifty thousand points, with one coordinate for every four centres.
#
# - **Private sums.** If all cores added to one table, they would get in each other's way
#   (:doc:`/gallery/4_numba/50_races`). ``kmeans_parallel`` finds the labels on all cores and adds on one. With a table
#   for each block of points, the cores can add too.
# - **A choice, not a branch.** Which centre is nearest cannot be foreseen. ``a if s < t else b`` with two plain values
#   can become an instruction that selects, and does so for a vector of points.
# - **Tiles.** The points are the tile, and four centres go against it at a time.
#
# .. kernel:: nearest_plainly step_plainly kmeans_private_parallel nearest_of_four step_of_tiles

from accelguide.kernels import kmeans

PLAIN = kmeans.kmeans_numpy, kmeans.kmeans_parallel

compare(
    *PLAIN,
    kmeans.kmeans_private_parallel,
    kmeans.kmeans_tiles_parallel,
    workload=kmeans.workload,
    sizes=(10, 64),
    budget=1.5,
)

# %%
# What it buys
# ------------
#
# .. timings:: distances
#    :share:
#
# In space, plain loops on all cores, against NumPy: :finding:`distances_parallel`; with columns
# :finding:`distances_columns_parallel`. A root is counted as one operation here, but takes as long as many of them
# (Fog, *Instruction tables*), so the share says less than the time.
#
# .. timings:: descriptors
#    :share:
#
# With 128 coordinates, the plain loops on all cores: :finding:`descriptors_parallel`; with additions in any order
# :finding:`descriptors_reordered_parallel`; in tiles :finding:`descriptors_tiles_parallel`, which is
# :flops:`descriptors_tiles_parallel` and :share:`descriptors_tiles_parallel` of what all cores could do. The limit was
# measured with multiply-adds, two operations in one instruction. A difference that is squared and added makes three
# operations of two instructions. The detour over the matrix product: :finding:`descriptors_blas`.
#
# .. timings:: kmeans
#    :share:
#
# A step with 64 centres, plain loops on all cores: :finding:`kmeans_parallel`; with private sums
# :finding:`kmeans_private_parallel`; in tiles :finding:`kmeans_tiles_parallel`. With ten centres and two coordinates,
# where the sums are a larger part of the work, these are :speedup:`kmeans_parallel@10`,
# :speedup:`kmeans_private_parallel@10` and :speedup:`kmeans_tiles_parallel@10`.
#
# When not to
# -----------
#
# The detour subtracts large numbers to get a small one. What the squares of the lengths lost to rounding is then all
# that is left. The same vectors, moved away from the origin, keep their distances, but the formula does not:

import matplotlib.pyplot as plt

offsets = [10**power for power in range(8)]
errors = [descriptors.blas_errors(offset) for offset in offsets]
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.plot(offsets, [error for error, _ in errors], marker="o", label="distance of two vectors, relative error")
ax.plot(offsets, [itself for _, itself in errors], marker="s", label="distance of a vector from itself")
ax.set_xscale("log")
ax.set_yscale("symlog", linthresh=1e-16)
ax.set_xlabel("how far all coordinates were moved")
ax.set_title("Distances by a matrix product, far from the origin")
ax.legend()

# %%

near, itself = descriptors.blas_errors(0)
far, _ = descriptors.blas_errors(1_000_000)
observe("distances_error_near", f"{near:.1g}")
observe("distances_error_itself", f"{itself:.1g}")
observe("distances_error_far", f"{far:.1g}")
observe("distances_cancelled", far > 1e-8 > near)
observe("distances_itself_wrong", itself > 1e-8)

# %%
# Around the origin the largest relative error is :observed:`distances_error_near`, so the result passes the check to
# nine digits that every variant has to pass here. A million away from it, the error is
# :observed:`distances_error_far`. And the distance of a vector from itself comes out as up to
# :observed:`distances_error_itself`, even around the origin. Subtract the mean of all vectors first, or take the tiles.
#
# Tiles are lines that have to be explained, and a long first call: :first-call:`kmeans_tiles_parallel`, where the plain
# loops took :first-call:`kmeans_parallel`. Where only the nearest points are asked for and there are few coordinates, a
# tree or a grid of cells computes far fewer distances.
#
# Claims
# ------
#
# .. claim:: numba.distances.columns
#    :rule: faster(distances_columns_parallel, distances_parallel, by=1.5)
#
#    With few coordinates, distances are clearly faster with each coordinate in an array of its own.
#
# .. claim:: numba.distances.reordered
#    :rule: faster(descriptors_reordered_parallel, descriptors_parallel, by=1.5)
#
#    With many coordinates, they are clearly faster if additions may be reordered.
#
# .. claim:: numba.distances.tiles
#    :rule: faster(descriptors_tiles_parallel, descriptors_reordered_parallel)
#
#    Tiles, against which four vectors go at a time, are faster than a long sum for each pair.
#
# .. claim:: numba.distances.kmeans
#    :rule: faster(kmeans_tiles_parallel, kmeans_private_parallel, by=1.5)
#
#    The step of k-means is clearly faster in tiles.
#
# .. claim:: numba.distances.product
#    :rule: faster(descriptors_blas, descriptors_tiles_parallel)
#
#    The detour over a matrix product is faster than any direct form.
#
# .. claim:: numba.distances.cancelled
#    :rule: observed(distances_cancelled, distances_itself_wrong)
#
#    The detour loses half of the digits far from the origin, and does not give zero for equal vectors.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/90_counting`: private tables where there is hardly any arithmetic.
# :doc:`/gallery/3_numpy/30_blas`: what a matrix product reaches.
