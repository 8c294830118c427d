"""Keepa's histories and the arithmetic of the second opinion: whole minutes, integer minor units, fractions, no floats."""

import math
from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta, timezone
from fractions import Fraction

HOUR, DAY = 60, 1440
EPOCH = datetime(2011, 1, 1, tzinfo=timezone.utc)
# These histories are time, price, shipping; all others are time, value.
WITH_SHIPPING = {7, *range(18, 30), 32}


def utc(keepa_minutes):
    return EPOCH + timedelta(minutes=keepa_minutes)


def history(product, index, until):
    """The history of one csv index of a product; empty where Keepa sent none."""
    csv = product.get("csv") or []
    return Series(csv[index] if index < len(csv) else None, until, index in WITH_SHIPPING)


class Series:
    """A history of Keepa: each point holds until the next one. Points after `until` have not happened."""

    def __init__(self, flat, until, with_shipping=False):
        width = 3 if with_shipping else 2
        rows = [flat[i:i + width] for i in range(0, len(flat or []), width)]
        # With shipping, Keepa's own figures are of the landed price, and an unknown shipping (-1) adds nothing to it.
        points = [(r[0], r[1] + max(r[2], 0) if with_shipping and r[1] >= 0 else r[1]) for r in rows if r[0] <= until]
        self.times = [t for t, _ in points]
        self.values = [v for _, v in points]

    def at(self, time):
        """The value in force at a time, a point of that very minute included; None before the first point."""
        return self._before(bisect_right(self.times, time))

    def strictly_before(self, time):
        return self._before(bisect_left(self.times, time))

    def within(self, after, to):
        """The points of (after, to]."""
        span = range(bisect_right(self.times, after), bisect_right(self.times, to))
        return [(self.times[i], self.values[i]) for i in span]

    def stretches(self, start, end):
        """(minutes, value) of what was in force inside [start, end]; the time before the first point has no value."""
        for i, (time, value) in enumerate(zip(self.times, self.values)):
            until = self.times[i + 1] if i + 1 < len(self.times) else end
            minutes = min(until, end) - max(time, start)
            if minutes > 0:
                yield minutes, value

    def _before(self, index):
        return self.values[index - 1] if index else None


def present(value):
    """Keepa's -1 (no offer) and -2 (no data) are no values."""
    return value if value is not None and value >= 0 else None


def half_up(value):
    return math.floor(value + Fraction(1, 2))


def ratio(value):
    """Four digits; a loss prints like a gain of the same size."""
    if value is None:
        return None
    units = half_up(abs(value) * 10_000)
    return f"{'-' if value < 0 and units else ''}{units // 10_000}.{units % 10_000:04d}"


def mean(values):
    return half_up(Fraction(sum(values), len(values))) if values else None


def quantile(ordered, share):
    """Linear between the two neighbours of rank share * (n - 1): type 7."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def median(values):
    return half_up(quantile(sorted(values), Fraction(1, 2)))
