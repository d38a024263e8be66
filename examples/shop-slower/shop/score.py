"""Customers, by how much their orders say about them."""

WEIGHTS = {"amount": 0.5, "recency": 0.3, "tags": 0.2}


def normalized(weights):
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def score_order(order, today, weights):
    age = today - order["day"]
    amount = min(order["cents"] / 50_000, 1.0)
    recency = 1.0 / (1.0 + age / 30.0)
    tags = min(len(order["tags"]) / 5, 1.0)
    return weights["amount"] * amount + weights["recency"] * recency + weights["tags"] * tags


def score_customer(orders, today):
    scores = []
    for position, order in enumerate(orders):
        # The weights may change from month to month, so they are looked at again now and then.
        if position % 6 == 0:
            weights = normalized(WEIGHTS)
        scores.append(score_order(order, today, weights))
    return sum(scores) / len(scores) if scores else 0.0
