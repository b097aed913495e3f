"""A relay on loopback that records both directions of TCP connections.

usage: relay.py OUT_DIR PORT_FILE

It listens for commands on a port of its own choice, which it writes to
PORT_FILE. A command is one line of text, and so is its answer:

    open NAME PORT   listen on a new port; the first connection to it is passed
                     on to PORT and recorded as NAME-client.bin (what came from
                     the client) and NAME-server.bin. Answer: the new port.
    wait NAME        answer "ok" once that connection has ended and is on disk,
                     or "timeout" if it has not after 10 s
    mute NAME        from now on, record what the server sends but do not pass it
                     on: it is lost on the way
    quit             wait for the open connections (at most 5 s), then exit;
                     answer: the names that never connected or never ended
"""

import asyncio
import pathlib
import sys


class Recording:
    def __init__(self, name, upstream):
        self.name = name
        self.upstream = upstream
        self.ended = asyncio.Event()
        self.muted = False
        self.bytes = {"client": bytearray(), "server": bytearray()}

    async def listen(self):
        self.listener = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.listener.sockets[0].getsockname()[1]

    async def serve(self, client_reader, client_writer):
        self.task = asyncio.current_task()  # the event loop alone would not keep it
        self.listener.close()  # one connection per recording
        server_reader, server_writer = await asyncio.open_connection(
            "127.0.0.1", self.upstream
        )
        await asyncio.gather(
            self.pump("client", client_reader, server_writer),
            self.pump("server", server_reader, client_writer),
        )
        for writer in (client_writer, server_writer):
            writer.close()
        for side, data in self.bytes.items():
            (out_dir / f"{self.name}-{side}.bin").write_bytes(data)
        self.ended.set()

    async def pump(self, side, reader, writer):
        """Pass on and record one direction until its sender closes it."""
        try:
            while data := await reader.read(65536):
                self.bytes[side] += data
                if self.muted and side == "server":
                    continue
                try:
                    writer.write(data)
                    await writer.drain()
                except OSError:
                    pass  # the receiver is gone: go on recording the sender
        except OSError:
            pass  # reset by the sender: an end like any other
        try:
            writer.write_eof()
        except OSError:
            pass


async def command(reader, writer):
    words = (await reader.readline()).decode().split()
    answer = "ok"
    match words:
        case ["open", name, port]:
            if name in recordings:
                answer = "name already used"
            else:
                recordings[name] = Recording(name, int(port))
                answer = str(await recordings[name].listen())
        case ["wait", name]:
            try:
                await asyncio.wait_for(recordings[name].ended.wait(), 10)
            except TimeoutError:
                answer = "timeout"
        case ["mute", name]:
            recordings[name].muted = True
        case ["quit"]:
            waits = [asyncio.create_task(r.ended.wait()) for r in recordings.values()]
            if waits:
                await asyncio.wait(waits, timeout=5)
            answer = " ".join(n for n, r in recordings.items() if not r.ended.is_set())
            quit_asked.set()
        case _:
            answer = "unknown command"
    writer.write(answer.encode() + b"\n")
    await writer.drain()
    writer.close()


async def main():
    global quit_asked
    quit_asked = asyncio.Event()
    server = await asyncio.start_server(command, "127.0.0.1", 0)
    port_file.write_text(f"{server.sockets[0].getsockname()[1]}\n")
    await quit_asked.wait()
    await asyncio.sleep(0.1)  # let the last answer out


out_dir, port_file = map(pathlib.Path, sys.argv[1:3])
recordings = {}
asyncio.run(main())
