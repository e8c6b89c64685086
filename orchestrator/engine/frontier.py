"""Which call goes next: the ready calls of all items in the order in which they should be sent.

Between items, the one nearest to its end goes first (by the longest way it still has ready), then the one that
came first: results flow out early and few items are open at once. Within an item, the call with the longest way
to the item's end goes first, since that way decides when the item is done (critical-path list scheduling).

On the last lap, when no item is left to begin, it is the other way round between items: the one furthest from its end
goes first. All of them then end at about the same time; else the last one begun would go its whole way with fewer and
fewer others beside it, and the model would have less and less to do.
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
        self._sign = 1

    def __len__(self) -> int:
        return self._size

    def push(self, call: T, *, item: int, calls_left: int) -> None:
        """Add a ready call of ``item`` with ``calls_left`` model calls on the longest way from it to the end."""
        calls = self._calls.setdefault(item, [])
        heapq.heappush(calls, (-calls_left, self._pushed, call))
        self._pushed += 1
        self._size += 1
        heapq.heappush(self._items, self._entry(item))

    def turn_round(self) -> None:
        """The last lap: from now on the item furthest from its end goes first."""
        if self._sign < 0:
            return
        self._sign = -1
        self._items = [self._entry(item) for item in self._calls]
        heapq.heapify(self._items)

    def pop(self) -> tuple[T, int]:
        """Take the next call; with it a number that is smaller, the sooner it should go.

        Raises:
            IndexError: nothing is ready.
        """
        while True:
            entry = heapq.heappop(self._items)
            urgency, item = entry
            calls = self._calls.get(item)
            # An item stands in the heap once for each push; only the entry that tells its present state counts.
            if calls and self._entry(item) == entry:
                break
        _, _, call = heapq.heappop(calls)
        self._size -= 1
        if calls:
            heapq.heappush(self._items, self._entry(item))
        else:
            del self._calls[item]
        return call, urgency

    def _entry(self, item: int) -> tuple[int, int]:
        return self._sign * -self._calls[item][0][0], item
