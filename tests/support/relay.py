"""A relay before a server on the loopback: it notes when the first completion was asked for."""

import asyncio
import threading
import time
from contextlib import contextmanager, suppress


class Relay:
    """Passes bytes on both ways; ``first_call`` is the monotonic time at which the first POST arrived, or None."""

    def __init__(self, port):
        self.first_call = None
        self._target = port

    async def start(self):
        self._tasks = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass  # one side has gone, or the relay is told to stop
        finally:
            back.close()
            writer.close()

    async def _pass_on(self, reader, writer):
        while data := await reader.read(65536):
            if self.first_call is None and data.startswith(b"POST "):
                self.first_call = time.monotonic()
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.write_eof()


@contextmanager
def relay_to(port):
    """A ``Relay`` to ``port`` of this machine, on an event loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="relay")
    thread.start()
    relay = Relay(port)
    asyncio.run_coroutine_threadsafe(relay.start(), loop).result()
    try:
        yield relay
    finally:
        asyncio.run_coroutine_threadsafe(relay.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
