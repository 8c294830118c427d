#!/usr/bin/env python3
"""The analysis of a product, computed a second time: from the definitions alone, with nothing shared with the service.

    second.py BODY                   the derived figures of a /product body of Keepa, as JSON, for NEW and USED
    second.py --explain USED BODY    how they came about: each sale with its proof, months, list price, fees
    second.py --stats BODY           our means and out-of-stock percentages beside Keepa's own `stats`
    second.py --seller PERCENT COUNT the lower bound of a seller's rating

Times are Keepa minutes (since 2011-01-01 UTC), money is in integer minor units, ratios are fractions: there is no float here, so no
figure depends on the order of a sum. README.md, beside this file, says how each open sentence of the definitions was read.
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import explained
import keepa_stats
from series import DAY, HOUR, half_up, history, mean, median, present, quantile, ratio, utc

RANK, AMAZON = 3, 0
# Price type: (csv index of its offer count, csv index of its price, conditions of its offers).
PRICE_TYPES = {"NEW": (11, 1, {1}), "USED": (12, 2, {2, 3, 4, 5})}


@dataclass(frozen=True)
class Settings:
    """The named parameters of the definitions. Days and hours; money in minor units; shares as fractions of one."""

    sale_window_days: int = 1095
    look_ahead_hours: int = 240
    sparse_look_ahead_hours: int = 720
    sparse_below_points: int = 2
    trim_from_sales: int = 4
    trim_fence: Fraction = Fraction(3, 2)
    average_days: int = 365
    month_sales: int = 3
    mode_count: int = 2
    season_sales: int = 3
    amazon_ceiling: Fraction = Fraction(9, 10)
    trust_drops: int = 5
    prep: int = 0
    tax: int = 0
    markup: Fraction = Fraction(0)


@dataclass(frozen=True)
class Market:
    """What is assumed in a currency where Keepa says nothing; None: nothing is assumed."""

    list_cap: int | None = None
    fba: int | None = None
    referral: Fraction | None = None


MARKETS = {1: Market(list_cap=150_000, fba=550, referral=Fraction(15, 100))}


@dataclass(frozen=True)
class Sale:
    """A drop of the offer count with the rank that proves it."""

    at: int
    price: int
    count_before: int
    count_after: int
    rank: int
    proof_at: int
    proof: int
    hours: int


@dataclass
class Sales:
    decided: int = 0
    undecided: int = 0
    found: list = field(default_factory=list)


def infer_sales(counts, prices, ranks, as_of, settings):
    """Oldest drop first, so that a rank point which could prove two drops proves the older one."""
    result, spent = Sales(), set()
    for n0, n1, at in zip(counts.values, counts.values[1:], counts.times[1:]):
        if not n0 > n1 >= 0 or at <= as_of - settings.sale_window_days * DAY:
            continue
        hours = settings.look_ahead_hours
        if sum(rank > 0 for _, rank in ranks.within(at, at + hours * HOUR)) < settings.sparse_below_points:
            hours = settings.sparse_look_ahead_hours
        if at + hours * HOUR > as_of:
            # What is still to come could prove it: neither a sale nor a drop without one.
            result.undecided += 1
            continue
        result.decided += 1
        rank, price = present(ranks.at(at)), present(prices.strictly_before(at))
        if not rank or price is None:
            continue
        for time, better in ranks.within(at, at + hours * HOUR):
            if 0 < better < rank and time not in spent:
                spent.add(time)
                result.found.append(Sale(at, price, n0, n1, rank, time, better, hours))
                break
    return result


def trim(sales, settings):
    if len(sales) < settings.trim_from_sales:
        return sales
    ordered = sorted(s.price for s in sales)
    q1, q3 = quantile(ordered, Fraction(1, 4)), quantile(ordered, Fraction(3, 4))
    reach = settings.trim_fence * (q3 - q1)
    return [s for s in sales if q1 - reach <= s.price <= q3 + reach]


def by_month(sales, settings):
    """Prices by calendar month (1-12), pooled over the years; months with too few sales are no months."""
    months = defaultdict(list)
    for sale in sales:
        months[utc(sale.at).month].append(sale.price)
    return {m: months[m] for m in sorted(months) if len(months[m]) >= settings.month_sales}


def seasons(months):
    """(peak, trough); both None where one month would be both."""
    if not months:
        return None, None
    peak = min(months, key=lambda m: (-median(months[m]), -len(months[m]), m))
    trough = min(months, key=lambda m: (median(months[m]), -len(months[m]), m))
    return (None, None) if peak == trough else (peak, trough)


def list_price(kept, months, peak, product, market, settings):
    """(price, rule, the price before its ceilings, the ceilings)."""
    stats = product.get("stats") or {}
    if 0 < len(kept) < settings.season_sales:
        price, rule = median([s.price for s in kept]), "median-of-all"
    elif peak is not None:
        # Of prices that are as frequent as each other the lowest: it promises least.
        mode, count = min(Counter(months[peak]).items(), key=lambda item: (-item[1], item[0]))
        price, rule = (mode, "mode") if count >= settings.mode_count else (median(months[peak]), "median")
    else:
        return None, None, None, []
    amazon = [present(values[AMAZON]) for values in map(stats.get, ("current", "avg180", "avg365")) if values]
    amazon = [a for a in amazon if a is not None]
    ceilings = [math.floor(settings.amazon_ceiling * min(amazon))] if amazon else []
    ceilings += [] if market.list_cap is None else [market.list_cap]
    return min([price, *ceilings]), rule, price, ceilings


def fees(product, market):
    """(FBA, referral as a share, closing, rule). `default` as soon as one of the first two is not Keepa's own."""
    fba = present((product.get("fbaFees") or {}).get("pickAndPackFee"))
    percent = present(product.get("referralFeePercentage"))
    if percent is None:
        percent = present(product.get("referralFeePercent"))
    rule = "default" if fba is None or percent is None else "keepa"
    referral = market.referral if percent is None else Fraction(percent) / 100
    return market.fba if fba is None else fba, referral, present(product.get("variableClosingFee")), rule


# 2026-02-16T00:00Z in Keepa's minutes: from then on Keepa states the price NEW with its shipping.
NEW_INCLUDES_SHIPPING = 7_956_000


def shipping_of(product, price_type, conditions, price):
    """(shipping, where it was found): none beside a price that includes it, else that of the live offer, or of the buy box, which asks exactly this price."""
    if price_type == "NEW" and product["lastUpdate"] >= NEW_INCLUDES_SHIPPING:
        return 0, "the price includes it"
    offers = product.get("offers") or []
    asked = [(o.get("isFBA"), *o["offerCSV"][-2:]) for o in (offers[i] for i in product.get("liveOffersOrder") or [])
             if o.get("condition") in conditions and o.get("offerCSV")]
    stats = product.get("stats") or {}
    box = "buyBox" if 1 in conditions else "buyBoxUsed"
    boxed = (stats.get(box + "IsFBA"), stats.get(box + "Price"), stats.get(box + "Shipping"))
    for source, candidates in (("live offer", asked), ("buy box", [boxed])):
        known = [0 if fba else ship for fba, ask, ship in candidates if ask == price and (fba or present(ship) is not None)]
        if known:
            return min(known), source
    return None, "no live offer and no buy box of this price tells its shipping"


def analyse(name, product, price_type, settings=Settings()):
    """The figures of one price type, and what `explain` shows of their making."""
    count_index, price_index, conditions = PRICE_TYPES[price_type]
    as_of = product["lastUpdate"]
    counts, prices, ranks = (history(product, index, as_of) for index in (count_index, price_index, RANK))
    market = MARKETS.get(product.get("domainId"), Market())
    sales = infer_sales(counts, prices, ranks, as_of, settings)
    kept = trim(sales.found, settings)
    average = mean([s.price for s in kept if s.at > as_of - settings.average_days * DAY])
    months = by_month(kept, settings)
    peak, trough = seasons(months)
    listed, rule, uncapped, ceilings = list_price(kept, months, peak, product, market, settings)
    fba, referral_share, closing, fee_rule = fees(product, market)
    price = present(prices.at(as_of))
    shipping, source = (None, "no price") if price is None else shipping_of(product, price_type, conditions, price)
    all_in = None if shipping is None else price + shipping + settings.prep + settings.tax
    # Keepa names a closing fee for media alone: where it names none there is none to pay.
    fixed = None if fba is None or all_in is None else all_in + fba + (closing or 0)
    referral = None if listed is None or referral_share is None else half_up(listed * referral_share)
    profit = None if fixed is None or referral is None else listed - fixed - referral
    left = None if referral_share is None else 1 - settings.markup - referral_share
    figures = {
        "product": name, "priceType": price_type, "asOf": as_of, "drops": sales.decided, "undecided": sales.undecided,
        "sales": [{"at": s.at, "price": s.price} for s in sales.found], "keptSales": len(kept), "oneYearAverage": average,
        "months": [{"month": m, "count": len(p), "median": median(p)} for m, p in months.items()],
        "peakMonth": peak, "troughMonth": trough, "expectedTrough": None if trough is None else median(months[trough]),
        "listPrice": listed, "listPriceRule": rule,
        "trust": ratio(Fraction(len(sales.found), sales.decided) if sales.decided >= settings.trust_drops else None),
        "belowAverage": ratio(max(Fraction(average - price, average), 0) if average and price is not None else None),
        "fba": fba, "referral": referral, "closing": closing, "feeRule": fee_rule, "allIn": all_in, "profit": profit,
        "roi": ratio(Fraction(profit, all_in) if profit is not None and all_in else None),
        "margin": ratio(Fraction(profit, listed) if profit is not None and listed else None),
        "minimumListing": None if fixed is None or left is None or left <= 0 else half_up(fixed / left),
    }
    making = {"sales": sales.found, "kept": kept, "months": months, "uncapped": uncapped, "ceilings": ceilings,
              "price": price, "shipping": shipping, "source": source, "referralShare": referral_share}
    return figures, making


def seller_quality(percent, count):
    """Lower bound of the Wilson interval of the positive share at z = 1.96; None without ratings."""
    if not count:
        return None
    z2, share = Fraction(196, 100) ** 2, Fraction(percent) / 100
    spread = share * (1 - share) / count + z2 / (4 * count * count)
    with localcontext() as context:
        context.prec = 50
        root = Fraction((Decimal(spread.numerator) / spread.denominator).sqrt())
    return (share + z2 / (2 * count) - Fraction(196, 100) * root) / (1 + z2 / count)


def read(path):
    """(name, product) of each product of a body; Keepa's own envelope may be missing. Numbers with a point are read as decimals."""
    body = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    products = body.get("products", [body])
    return [(path.stem if len(products) == 1 else f"{path.stem}:{p['asin']}", p) for p in products]


def printed(rows):
    """JSON with one key a line and one sale a line, so that a difference shows in a diff where it is."""
    def value(v):
        return "[\n      " + ",\n      ".join(map(json.dumps, v)) + "]" if isinstance(v, list) and v else json.dumps(v)
    objects = (",\n".join(f"    {json.dumps(k)}: {value(v)}" for k, v in row.items()) for row in rows)
    return "[\n" + ",\n".join("  {\n" + o + "\n  }" for o in objects) + "\n]"


def main():
    arguments = argparse.ArgumentParser(description="The second opinion on the enrichment definitions.")
    arguments.add_argument("body", type=Path, nargs="?", help="a /product body of Keepa")
    mode = arguments.add_mutually_exclusive_group()
    mode.add_argument("--explain", choices=PRICE_TYPES, help="how the figures of this price type came about")
    mode.add_argument("--stats", action="store_true", help="our means and out-of-stock percentages beside Keepa's")
    mode.add_argument("--seller", nargs=2, type=int, metavar=("PERCENT", "COUNT"), help="the lower bound of a rating")
    given = arguments.parse_args()
    if given.seller:
        print(ratio(seller_quality(*given.seller)) or "absent")
    elif given.body is None:
        arguments.error("a body is needed")
    elif given.explain:
        for name, product in read(given.body):
            print(explained.text(*analyse(name, product, given.explain)))
    elif given.stats:
        for name, product in read(given.body):
            print(keepa_stats.text(name, product))
    else:
        print(printed([analyse(name, product, t)[0] for name, product in read(given.body) for t in PRICE_TYPES]))


if __name__ == "__main__":
    main()
