"""The parent of a job's runs: it imports what they need, forks a process for each, and tells what becomes of them.

A line of JSON on the channel is modules to import, or a run. Told is the process of a run, what that writes, and how it
ended. Linux only.
"""

import fcntl
import json
import os
import select
import signal
import sys

STREAMS = ("stdout", "stderr", "modules")


class Parent:
    """Nothing of the job's own runs in it, so that each of its children begins as one by Python alone."""

    def __init__(self, channel, import_ahead):
        self.channel = channel
        self.import_ahead = import_ahead
        self.lines = b""
        self.is_fit = True  # for children: it has no more than modules
        self.runs = {}  # process → number of its run
        self.streams = {}  # file descriptor → number of a run, and which of its streams it is
        self.ended, self.woken = os.pipe()  # has a byte where a child has ended
        os.set_blocking(self.ended, False)
        os.set_blocking(self.woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.woken)
        words = os.memfd_create("words", os.MFD_CLOEXEC)  # what modules say when they are imported
        for standard in (1, 2):
            os.dup2(words, standard)
        os.close(words)

    def serve(self):
        """Returns in a child only, with its run and where to tell of its modules."""
        while True:
            ready, _, _ = select.select([self.channel, self.ended, *self.streams], [], [])
            for file in ready:
                if file in self.streams:
                    self.pass_on(file)
                elif file == self.ended:
                    self.reap()
                else:
                    child = self.obey()
                    if child:
                        return child

    def tell(self, **what):
        """Says something to the local cloud; where that is gone, nobody needs the parent."""
        line = json.dumps(what).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self.channel, line) :]
        except OSError:
            os._exit(0)

    def obey(self):
        """Does what the local cloud says; in a child it gives what `serve` does."""
        received = os.read(self.channel, 1 << 16)
        if not received:
            os._exit(0)
        *lines, self.lines = (self.lines + received).split(b"\n")
        for line in map(json.loads, lines):
            if not self.is_fit:
                break
            if "modules" in line:
                self.prepare(line["modules"])
                continue
            child = self.fork(line["number"])
            if child is not None:
                return line, child
        return None

    def prepare(self, modules):
        """Imports, and forks no more after what does more: a child would not have its threads, nor say its words."""
        for name in modules:
            if name in sys.modules:
                continue
            before = set(sys.modules)
            self.import_ahead([name])
            if len(os.listdir("/proc/self/task")) > 1 or os.fstat(1).st_size > 0:
                self.is_fit = False
                self.tell(unfit=[name, *set(sys.modules) - before])
                return

    def fork(self, number):
        """Starts a run's process; in that it gives where to tell of its modules."""
        pipes = {name: os.pipe() for name in STREAMS}
        readers, writers = zip(*pipes.values())
        born, bearing = os.pipe()
        process = os.fork()
        if process == 0:
            return self.begin((born, *readers), writers, bearing)
        for file in (*writers, bearing):
            os.close(file)
        os.read(born, 1)  # the end of the pipe: the child leads its group, so that it can be killed
        os.close(born)
        self.runs[process] = number
        self.streams.update({reader: (number, name) for name, reader in zip(STREAMS, readers)})
        self.tell(run=number, pid=process)
        return None

    def begin(self, of_parent, writers, bearing):
        """Makes a child what a process of its own is: its group, signals, streams, chance, and no file of the parent's."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stdout, stderr, modules = writers
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        told = fcntl.fcntl(modules, fcntl.F_DUPFD_CLOEXEC, 200)
        for file in (self.channel, self.ended, self.woken, *self.streams, *of_parent, *writers, bearing):
            os.close(file)
        if "numpy.random" in sys.modules:  # Python's own `random` does this by itself
            sys.modules["numpy.random"].seed()
        return told

    def pass_on(self, file):
        """Tells what a run wrote; nothing where it, and all that it started, has closed the stream."""
        data = os.read(file, 1 << 16)
        number, name = self.streams[file]
        if not data:
            os.close(file)
            del self.streams[file]
        self.tell(run=number, stream=name, data=data.decode("latin-1"))

    def reap(self):
        """Tells of those that have ended."""
        os.read(self.ended, 1 << 12)
        for process in list(self.runs):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                self.tell(run=self.runs.pop(process), exit=os.waitstatus_to_exitcode(status))
