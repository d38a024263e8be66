"""Orders, from the lines that a supplier sends."""


def parse_order(line):
    number, customer, amount, *tags = line.strip().split(";")
    return {
        "number": int(number),
        "customer": customer.strip().lower(),
        "cents": round(float(amount) * 100),
        "tags": sorted(set(tags)),
    }


def parse_orders(text):
    return [parse_order(line) for line in text.splitlines() if line and not line.startswith("#")]
