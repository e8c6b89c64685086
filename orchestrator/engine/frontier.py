"""Which call goes next: the ready calls of all items in the order in which they should be sent.

Between items, the one nearest to its end goes first (by the longest way it still has ready), then the one that
came first: results flow out early and few items are open at once. Within an item, the call with the longest way
to the item's end goes first, since that way decides when the item is done (critical-path list scheduling).
"""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

T = TypeVar("T")


class Frontier(Generic[T]):
    """A priority queue of calls grouped by item. Push and pop take O(log n).

    >>> frontier: Frontier[str] = Frontier()
    >>> for item, calls_left, name in [(0, 5, "a"), (1, 2, "b"), (0, 7, "c")]:
    ...     frontier.push(name, item=item, calls_left=calls_left)
    >>> [frontier.pop()[0] for _ in range(3)]
    ['b', 'c', 'a']
    """

    def __init__(self) -> None:
        self._items: list[tuple[int, int]] = []
        self._calls: dict[int, list[tuple[int, int, T]]] = {}
        self._pushed = 0
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def push(self, call: T, *, item: int, calls_left: int) -> None:
        """Add a ready call of ``item`` with ``calls_left`` model calls on the longest way from it to the end."""
        calls = self._calls.setdefault(item, [])
        heapq.heappush(calls, (-calls_left, self._pushed, call))
        self._pushed += 1
        self._size += 1
        heapq.heappush(self._items, (-calls[0][0], item))

    def pop(self) -> tuple[T, int]:
        """Take the next call; with it the calls left of its item.

        Raises:
            IndexError: nothing is ready.
        """
        while True:
            calls_left, item = heapq.heappop(self._items)
            calls = self._calls.get(item)
            # An item stands in the heap once for each push; only the entry that tells its present state counts.
            if calls and -calls[0][0] == calls_left:
                break
        _, _, call = heapq.heappop(calls)
        self._size -= 1
        if calls:
            heapq.heappush(self._items, (-calls[0][0], item))
        else:
            del self._calls[item]
        return call, calls_left
