"""Many requests to a server: one after the other, by threads, and by one thread that waits for all of them."""

import asyncio
import contextlib
import http.client
import re
from concurrent.futures import ThreadPoolExecutor

from accelguide.kernels._server import TIMEOUT, serving
from accelguide.sessions import TookTooLong, WorkerLost, within

AT_ONCE = 32  # requests that may be on their way together
REQUEST = b"GET /%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FAILURES = (OSError, EOFError, http.client.HTTPException)


def workload(size, seed=0):
    """Return the argument of the kernels: the count of requests. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, requests, of one call."""
    return {"items": size}


@within(serving)
def fetch_serial(count, server):
    """Return what the server answers to so many requests, in their order, as a list of int.

    Each request has a connection of its own, as one to a server of its own would have.

    Parameters
    ----------
    count : int
        Requests, at least one. Number ``i`` is answered by the square of ``i``.
    server : object
        With the server's process as ``worker`` and its ``port`` on this machine.

    Raises
    ------
    ValueError
        `count` is below one.
    WorkerLost
        The server has ended.
    TookTooLong
        The server lets a request wait longer than `TIMEOUT` seconds.
    """
    with answers_of(server):
        return [ask(server.port, number) for number in requests(count)]


@within(serving)
def fetch_threads(count, server):
    """The same by threads, each of which waits for one answer at a time."""
    with answers_of(server), ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, [server.port] * count, requests(count)))


@within(serving)
def fetch_asyncio(count, server):
    """The same in one thread: the event loop goes on with whichever request is answered."""
    with answers_of(server):
        return finish(ask_all, server.port, requests(count))


def ask(port, number):
    """Send one request and wait for its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", f"/{number}", headers={"Connection": "close"})
        return int(connection.getresponse().read())
    finally:
        connection.close()


async def ask_all(port, numbers):
    """Send all requests, and no more than `AT_ONCE` together."""
    room = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(*[ask_one(port, number, room) for number in numbers])


async def ask_one(port, number, room):
    """Send one request; whatever must be waited for is awaited."""
    async with room, asyncio.timeout(TIMEOUT):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(REQUEST % number)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"Content-Length: (\d+)", head)[1]
            return int(await reader.readexactly(int(length)))
        finally:
            writer.close()


def finish(function, *arguments):
    """``asyncio.run``, in a thread of its own: in a notebook, this one runs an event loop already."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(function(*arguments))).result()


def requests(count):
    """Numbers of so many requests. Raises `ValueError` below one."""
    if count < 1:
        raise ValueError(f"at least one request must be sent, not {count}")
    return range(count)


@contextlib.contextmanager
def answers_of(server):
    """Say what is wrong with the server where a request fails."""
    try:
        yield
    except TimeoutError as error:
        raise TookTooLong(f"the server did not answer within {TIMEOUT:g} s") from error
    except FAILURES as error:
        server.worker.join(1.0)  # a connection may be cut a moment before its process has ended
        if server.worker.is_alive():
            raise
        raise WorkerLost(f"the server has ended, with exit code {server.worker.exitcode}") from error
