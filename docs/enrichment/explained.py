"""The making of one product's figures, line by line, as Markdown."""

from series import utc


def minutes(time):
    return f"{utc(time):%Y-%m-%d %H:%M}"


def text(figures, making):
    """`making` is what the analysis kept beside its figures: sales with their proofs, ceilings, where the shipping was found."""
    parts = [f"{figures['product']} {figures['priceType']}, as of {minutes(figures['asOf'])} UTC ({figures['asOf']}): "
             f"{figures['drops']} decided drops, {figures['undecided']} undecided, "
             f"{len(making['sales'])} sales, {figures['keptSales']} kept."]
    parts.append(table(("#", "drop (UTC)", "Keepa minute", "offers", "price before it", "rank then", "better rank", "at", "hours later",
                        "kept"),
                       [(i + 1, minutes(s.at), s.at, f"{s.count_before} -> {s.count_after}", s.price, s.rank, s.proof, s.proof_at,
                         f"{(s.proof_at - s.at) // 60} of {s.hours}", "yes" if s in making["kept"] else "no")
                        for i, s in enumerate(making["sales"])]))
    parts.append(table(("month", "sales", "prices", "median"),
                       [(m["month"], m["count"], ", ".join(map(str, sorted(making["months"][m["month"]]))), m["median"])
                        for m in figures["months"]]))
    ceilings = ", ".join(map(str, making["ceilings"])) or "none"
    parts.append(table(("figure", "value", "from"), [
        ("one-year average", figures["oneYearAverage"], ""),
        ("peak, trough, expected trough", f"{figures['peakMonth']}, {figures['troughMonth']}, {figures['expectedTrough']}", ""),
        ("list price", figures["listPrice"], f"{figures['listPriceRule']} {making['uncapped']}; ceilings: {ceilings}"),
        ("price now", making["price"], f"{figures['belowAverage']} below the average"),
        ("shipping", making["shipping"], making["source"]),
        ("all-in", figures["allIn"], ""),
        ("FBA", figures["fba"], figures["feeRule"]),
        ("referral", figures["referral"], f"share {making['referralShare']}"),
        ("closing", figures["closing"], ""),
        ("profit", figures["profit"], f"ROI {figures['roi']}, margin {figures['margin']}"),
        ("minimum listing", figures["minimumListing"], ""),
        ("trust", figures["trust"], f"{len(making['sales'])} of {figures['drops']}"),
    ]))
    return "\n\n".join(parts)


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join("-" if cell is None else str(cell) for cell in line) + " |" for line in lines)
