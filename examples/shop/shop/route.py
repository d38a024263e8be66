"""Requests, to the handlers that answer them."""


class Router:
    def __init__(self):
        self._routes = {}

    def add(self, pattern, handler):
        node = self._routes
        for part in pattern.strip("/").split("/"):
            node = node.setdefault("*" if part.startswith("<") else part, {})
        node[""] = handler

    def match(self, path):
        node = self._routes
        arguments = []
        for part in path.strip("/").split("/"):
            if part in node:
                node = node[part]
            elif "*" in node:
                arguments.append(part)
                node = node["*"]
            else:
                return None
        handler = node.get("")
        return None if handler is None else (handler, arguments)
