"""Intervals: closed formulas that any home of a chart can repeat, and a seeded bootstrap."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

Z_975 = 1.959963984540054  # 97.5% quantile of the standard normal distribution


def wilson(n_hits: int, n: int) -> tuple[float, float]:
    """Return the 95% Wilson score interval of the share `n_hits` / `n` (Wilson 1927).

    Both ends lie in 0..1. Raises ValueError unless 0 <= n_hits <= n and n > 0.
    """
    if not 0 <= n_hits <= n or n <= 0:
        raise ValueError(f"no share of {n_hits} in {n}")
    share, z2 = n_hits / n, Z_975 * Z_975
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_975 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not push an end past the share itself.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def t_975(df: int) -> float:
    """Return the 97.5% quantile of Student's t.

    Exact for 1 and 2 degrees of freedom, else the expansion in 1/df of Abramowitz and
    Stegun (1964), 26.7.5, which is within 0.2% from 3 on.
    """
    if df == 1:
        return math.tan(0.475 * math.pi)
    if df == 2:
        return 0.95 * math.sqrt(2 / (1 - 0.95 * 0.95))
    z, z2 = Z_975, Z_975 * Z_975
    terms = (
        z * (z2 + 1) / 4,
        z * ((5 * z2 + 16) * z2 + 3) / 96,
        z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
        z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160,
    )
    return z + sum(term / df ** (power + 1) for power, term in enumerate(terms))


def mean_interval(
    values: Sequence[float], lowest: float = -1.0, highest: float = 1.0
) -> tuple[float, float, float]:
    """Return mean and 95% t interval, cut to the scale `lowest`..`highest`.

    The values are taken as independent. One value says nothing about spread, so its
    interval is the whole scale. Raises ValueError where there is no value.
    """
    n = len(values)
    if n == 0:
        raise ValueError("no mean of nothing")
    mean = math.fsum(values) / n
    if n == 1:
        return mean, lowest, highest
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))
    half = t_975(n - 1) * spread / math.sqrt(n)
    return mean, max(lowest, mean - half), min(highest, mean + half)


def bootstrap(
    values: Sequence[float],
    statistic: Callable[..., np.ndarray] = np.mean,
    *,
    n_resamples: int = 2000,
    seed: int = 20260101,
) -> tuple[float, float]:
    """Return the 95% percentile bootstrap interval of `statistic` (Efron 1979).

    `statistic` takes an array and ``axis``. The seed is fixed: the same values always
    give the same interval. Raises ValueError where there is no value.
    """
    data = np.asarray(values, dtype=float)
    if data.size == 0:
        raise ValueError("no bootstrap of nothing")
    picks = np.random.default_rng(seed).integers(0, data.size, (n_resamples, data.size))
    low, high = np.quantile(statistic(data[picks], axis=1), (0.025, 0.975))
    return float(low), float(high)
