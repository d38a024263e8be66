from shop.parse import parse_orders
from shop.route import Router
from shop.score import score_customer

LINES = "\n".join(f"{n};Customer {n % 17};{n * 1.37:.2f};new;tag{n % 3};gift" for n in range(60))
ORDERS = [{"cents": 137 * n, "day": n % 90, "tags": ["new"] * (n % 6)} for n in range(200)]

ROUTER = Router()
for resource in ("users", "orders", "items", "invoices"):
    ROUTER.add(f"/api/{resource}/<id>", resource)
    ROUTER.add(f"/api/{resource}/<id>/history/<day>", f"{resource}-history")
PATHS = [f"/api/{r}/{n}/history/{n % 7}" for n in range(20) for r in ("users", "orders", "nothing")]


def bench_parse():
    return parse_orders(LINES)


def bench_route():
    return [ROUTER.match(path) for path in PATHS]


def bench_score():
    return score_customer(ORDERS, today=100)
