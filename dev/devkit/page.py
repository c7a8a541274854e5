"""A page in Chromium without a window, driven by its own protocol."""

import contextlib
import itertools
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

from . import browser
from .place import Stop

PATIENCE = 60  # seconds for anything that is asked of the browser
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "about:blank",
]


class Page:
    """One tab: it goes to addresses, at a width of our choice, and evaluates JavaScript."""

    def __init__(self, address):
        self._numbers = itertools.count(1)
        self._socket = websocket.create_connection(
            address, timeout=PATIENCE, suppress_origin=True
        )
        self._call("Page.enable")
        self._call("Runtime.enable")

    def open(self, url, width, height=900):
        """Load an address in a window of this size and wait until everything is there; a phone below 500 pixels."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self._call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def send_form(self, expression):
        """Evaluate what sends a form, and wait until the answer is there."""
        self._call("Runtime.evaluate", expression=expression)
        self._wait_for("Page.loadEventFired")

    def evaluate(self, expression):
        """The value of an expression, awaited if it is a promise."""
        answer = self._call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def close(self):
        self._socket.close()

    def _call(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": parameters})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def _wait_for(self, event):
        while json.loads(self._socket.recv()).get("method") != event:
            pass


@contextlib.contextmanager
def in_chromium():
    """A page in a browser of its own, which ends with it."""
    program = browser.find()
    if not program:
        raise Stop("There is no browser: install chromium and start again.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, f"--user-data-dir={profile}", *OPTIONS],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            page = Page(_address(process, Path(profile)))
            try:
                yield page
            finally:
                page.close()
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _address(process, profile):
    """Where the browser's first tab listens; the browser writes its port into its profile."""
    told = profile / "DevToolsActivePort"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            port = int(told.read_text().split()[0])
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE
            ) as answer:
                tabs = json.load(answer)
            return next(
                tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"
            )
        time.sleep(0.2)
    raise Stop("The browser did not start.")
