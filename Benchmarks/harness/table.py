"""How figures are printed."""

LOAD = [
    ("rate", "req/s", 0), ("p50", "p50 ms", 2), ("p99", "p99 ms", 2), ("p99.9", "p99.9 ms", 2),
    ("cpu", "CPU µs", 1), ("database", "Postgres µs", 1), ("memory", "peak MiB", 0),
    ("refused", "refused", 0), ("others", "others %", 0),
]


def load_table(figures, best):
    """Rows of load figures; `best` is the subject that the last column compares with."""
    rows = [["", *(title for _, title, _ in LOAD), "ours / it"]]
    for name, result in figures.items():
        row = [name]
        for key, _, digits in LOAD:
            value = result.get(key)
            if key == "others" and value is not None:
                value *= 100
            row.append("–" if value is None else f"{value:,.{digits}f}")
        row.append(f"{figures[best]['rate'] / result['rate']:.2f}" if result["rate"] else "–")
        rows.append(row)
    return aligned(rows)


def plain_table(figures):
    titles = list(next(iter(figures.values())))
    return aligned(
        [["", *titles]]
        + [[name, *(_number(result.get(title)) for title in titles)]
           for name, result in figures.items()])


def _number(value):
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  " + "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))).rstrip()
        for row in rows)
