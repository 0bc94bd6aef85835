"""A small HTTP server on this machine: it answers each request after a while that it really waits, many at once."""

import asyncio
import contextlib
import types

from accelguide.sessions import process, receive

LATENCY = 0.005  # seconds, as to a server in the same region
TIMEOUT = 10.0  # seconds that any operation of a socket may take
LONGEST = 65_536  # bytes of a request
ANSWER = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"


class Connection(asyncio.Protocol):
    """One connection, for one request: ``GET /7`` is answered by the square of 7."""

    def __init__(self, latency):
        self.latency = latency
        self.request = b""

    def connection_made(self, transport):
        """Wait for the request, not for ever."""
        self.transport = transport
        self.clock = asyncio.get_running_loop()
        self.limit = self.clock.call_later(TIMEOUT, transport.abort)

    def data_received(self, received):
        """Take a part of the request. Once it is whole, let the latency pass, then answer."""
        whole = b"\r\n\r\n" in self.request
        self.request += received
        if len(self.request) > LONGEST:
            self.transport.abort()
        elif b"\r\n\r\n" in self.request and not whole:
            self.clock.call_later(self.latency, self.answer)

    def answer(self):
        """Send the answer and close, as ``Connection: close`` says."""
        status, body = reply(self.request)
        self.transport.write(ANSWER % (status, len(body), body))
        self.transport.close()

    def connection_lost(self, error):
        """Forget the time limit."""
        self.limit.cancel()


def reply(request):
    """Status and body that answer a request."""
    method, _, rest = request.partition(b" ")
    path = rest.partition(b" ")[0]
    if method != b"GET":
        return b"405 Method Not Allowed", b""
    if not path[1:].isdigit():
        return b"404 Not Found", b""
    return b"200 OK", b"%d" % int(path[1:]) ** 2


def serve(latency, pipe):
    """Run the server, in a process of its own: tell its port, and end when the pipe is closed."""
    asyncio.run(serve_until_closed(latency, pipe))


async def serve_until_closed(latency, pipe):
    """Listen on a free port of the loopback interface."""
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Connection(latency), "127.0.0.1", 0, backlog=1024)
    pipe.send(listening.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, wait_for_end, pipe)
    listening.close()


def wait_for_end(pipe):
    """Return when the other end of the pipe is closed, also by the end of its process."""
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()


@contextlib.contextmanager
def serving(latency=LATENCY):
    """Start the server; gives its process, ``worker``, and its ``port``."""
    with process(serve, latency) as (worker, pipe):
        yield types.SimpleNamespace(worker=worker, port=receive(pipe, worker))
