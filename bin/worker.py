"""Keep a worker for the background work running until standard input is closed.

bin/serve.py starts it and holds the other end: however that ends, the worker ends too.
"""

import select
import subprocess
import sys

import house

WORK = [house.PYTHON, house.ROOT / "manage.py", "work"]
PAUSE = 5  # seconds between looks at the worker, and so before it is started again


def main():
    """Start the worker, start it again when it ended, and end it with the server."""
    worker = subprocess.Popen(WORK, stdin=subprocess.DEVNULL)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        if worker.poll() is not None:
            worker = subprocess.Popen(WORK, stdin=subprocess.DEVNULL)
    worker.terminate()  # it ends after the chunk at hand
    worker.wait()


if __name__ == "__main__":
    main()
