"""Customers, by how much their orders say about them."""

WEIGHTS = {"amount": 0.5, "recency": 0.3, "tags": 0.2}


def score_order(order, today):
    age = today - order["day"]
    amount = min(order["cents"] / 50_000, 1.0)
    recency = 1.0 / (1.0 + age / 30.0)
    tags = min(len(order["tags"]) / 5, 1.0)
    return WEIGHTS["amount"] * amount + WEIGHTS["recency"] * recency + WEIGHTS["tags"] * tags


def score_customer(orders, today):
    scores = [score_order(order, today) for order in orders]
    return sum(scores) / len(scores) if scores else 0.0
