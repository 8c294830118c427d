"""Our weighted means and out-of-stock percentages beside those of Keepa's own `stats`, field by field."""

import math
from collections import Counter
from fractions import Fraction

from series import DAY, history

# Counts, ranks and ratings have no stock; Keepa says -1 there.
NOT_PRICES = {3, *range(11, 18), 34, 35}
# An event counter (offers looked at), no value that has a mean; Keepa says -1.
EVENTS = 15
RANK = 3
WINDOWS = (30, 90, 180, 365)


def keepa_now(product):
    """(now, start of the requested interval) of Keepa's own computation, which is that of the request and may be later than lastUpdate.

    No field names it. The extremes of the interval do: a value that held from before is dated to the interval's start, a minute at which
    its history has no point. That start and one of the usual lengths meet near lastUpdate. Where no extreme tells, it is lastUpdate.
    """
    updated = product["lastUpdate"]
    starts = Counter(e[0] for key in ("minInInterval", "maxInInterval") for i, e in enumerate(product["stats"].get(key) or [])
                     if e and e[0] > 0 and e[0] not in history(product, i, updated).times)
    if not starts:
        return updated, None
    start = starts.most_common(1)[0][0]
    return min((start + days * DAY for days in WINDOWS), key=lambda now: abs(now - updated)), start


def weighted_mean(series, start, now, below=None):
    """The mean of what was in force, weighed by minutes; -1 where nothing was. Values above `below` are left out."""
    held = [(m, v) for m, v in series.stretches(start, now) if v >= 0 and (below is None or v <= below)]
    return Fraction(sum(m * v for m, v in held), sum(m for m, _ in held)) if held else Fraction(-1)


def out_of_stock(series, start, now, tracked_since):
    """Percent of the tracked part of the interval, rounded up; the time between tracking and the first point is out of stock."""
    start = max(start, tracked_since)
    held = sum(m for m, v in series.stretches(start, now) if v >= 0)
    return math.ceil(Fraction(100 * (now - start - held), now - start))


def why_mean(series, start, now, keepa, all_time_max):
    exact = weighted_mean(series, start, now)
    if exact.denominator == 1 and keepa == exact - 1:
        return "one below a whole number, as a binary sum that falls short of it"
    if all_time_max and math.floor(weighted_mean(series, start, now, all_time_max[1])) == keepa:
        return f"without the points above Keepa's own maximum, {all_time_max[1]}"
    return "?"


def compare(product):
    """(field, type, ours, Keepa's, why not) of each field that both can have; why is empty where they agree."""
    stats = product["stats"]
    now, start = keepa_now(product)
    windows = [(f"avg{d}", f"outOfStockPercentage{d}", now - d * DAY) for d in WINDOWS]
    windows += [] if start is None else [("avg", "outOfStockPercentageInInterval", start)]
    for index in range(len(stats["current"])):
        series = history(product, index, now)
        if not series.times or index == EVENTS:
            continue
        yield row("current", index, series.at(now), stats["current"][index], "?")
        for mean_field, stock_field, begin in windows:
            keepa = stats[mean_field][index]
            yield row(mean_field, index, math.floor(weighted_mean(series, begin, now)), keepa,
                      why_mean(series, begin, now, keepa, stats["max"][index]))
            if index not in NOT_PRICES:
                yield row(stock_field, index, out_of_stock(series, begin, now, product["trackingSince"]), stats[stock_field][index],
                          "a history of one point, which Keepa never calls out of stock" if len(series.times) == 1 else "?")
    for days in WINDOWS:
        ranks = history(product, RANK, now)
        held = [ranks.at(now - days * DAY), *(v for _, v in ranks.within(now - days * DAY, now))]
        falls = sum(1 for a, b in zip(held, held[1:]) if a is not None and 0 < b < a)
        yield row(f"salesRankDrops{days}", RANK, falls, stats[f"salesRankDrops{days}"],
                  "which falls Keepa counts is not told: take its figure")


def row(name, index, ours, keepa, why):
    return name, index, ours, keepa, "" if ours == keepa else why


def text(name, product):
    if not product.get("stats") or not product.get("csv"):
        return f"{name}: a body without stats or without histories; nothing to compare."
    rows = list(compare(product))
    lines = [f"{name}: Keepa's now is {keepa_now(product)[0] - product['lastUpdate']} minutes after lastUpdate"]
    lines += [f"{field:31} {index:3} {ours:9} {keepa:9} {'differs: ' + why if why else 'agree'}" for field, index, ours, keepa, why in rows]
    lines += [f"{count:4} {reason}" for reason, count in Counter(why or "agree" for *_, why in rows).most_common()]
    return "\n".join(lines)
