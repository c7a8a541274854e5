"""A browser for many tours, each in a tab of its own.

Odoo starts a new browser for each tour, which then fetches and compiles the six megabytes of its scripts: half of what
a tour costs. This one stays until the last test; between two tours it forgets cookies and all that pages can store.
After a tour that failed the next one gets a new browser.
"""

import contextlib
import functools
import shutil
import signal
import time
from unittest.mock import patch

import psutil
import requests

from odoo.tests import common, loader

from devkit import browser

# What a page can leave behind, apart from its cookies
STORED = "file_systems,indexeddb,local_storage,cache_storage"
# A page may take that long to go; then a new browser is less work.
GONE_SECONDS = 5

_children = psutil.Process.children
_run_suite = loader.run_suite


class ChromeBrowser(common.ChromeBrowser):
    """A tab of a browser that outlives it."""

    #: Process, port and folder of a running browser, by whether it has a touch screen
    running = {}

    def __init__(self, test_case, *arguments, **options):
        self.origin = test_case.base_url()
        super().__init__(test_case, *arguments, **options)
        self._websocket_request("Network.clearBrowserCookies")
        self._forget(STORED)

    def _chrome_start(self, user_data_dir, touch_enabled, **options):
        self.has_touch = touch_enabled
        if touch_enabled in self.running:
            shutil.rmtree(user_data_dir)
            *found, self.user_data_dir = self.running[touch_enabled]
            return found
        started = super()._chrome_start(user_data_dir, touch_enabled, **options)
        self.running[touch_enabled] = (*started, user_data_dir)
        return started

    @property
    def executable(self):
        """The browser's path."""
        return browser.find()

    def _spawn_chrome(self, cmd):
        """Start the browser with a quarter of the pixels: nobody looks at them unless a tour fails."""
        return super()._spawn_chrome([*cmd, "--force-device-scale-factor=0.5"])

    def stop(self):
        try:
            if self.had_failure:
                raise common.ChromeBrowserException("The tour failed")
            self._leave()
        except Exception as reason:
            self._logger.info("The next tour gets a new browser: %s", reason)
            self.running.pop(self.has_touch)
            super().stop()

    def _leave(self):
        """Close the tab; an empty one waits for the next tour."""
        self._websocket_request("Page.stopLoading")
        self._forget("service_workers")
        common.wait(self._responses.values(), 10)
        self._result.cancel()
        signal.signal(signal.SIGXCPU, self.sigxcpu_handler)
        old = [t["id"] for t in self._json_command("") if t["type"] == "page"]
        self._tab("PUT", "new?about:blank")
        for target_id in old:
            self._tab("GET", f"close/{target_id}")
        self.ws.close()
        # A request that comes after the test would wait for the end of the run.
        for _again in range(GONE_SECONDS * 20):
            urls = [target["url"] for target in self._json_command("")]
            if not any(url.startswith(self.origin) for url in urls):
                return
            time.sleep(0.05)
        raise common.ChromeBrowserException("The page stayed open")

    def _forget(self, kinds):
        stored = {"origin": self.origin, "storageTypes": kinds}
        self._websocket_request("Storage.clearDataForOrigin", params=stored)

    def _tab(self, method, command):
        url = f"http://{common.HOST}:{self.devtools_port}/json/{command}"
        requests.request(method, url, timeout=10).raise_for_status()


def other_children(process, recursive=False):
    """The children of a process but for the browsers: Odoo ends what is left after each class of tests."""
    browsers = {chrome.pid for chrome, *_rest in ChromeBrowser.running.values()}
    return [
        child for child in _children(process, recursive) if child.pid not in browsers
    ]


def closing(websocket):
    """How to close a connection that its tab may be closing in this very moment, which is as good."""
    close = websocket.close

    @functools.wraps(close)
    def close_if_open(socket, *arguments, **options):
        with contextlib.suppress(OSError):
            close(socket, *arguments, **options)

    return close_if_open


def run_suite(*arguments, **options):
    """Run tests, and end the browsers after the last one."""
    from odoo.addons.bus.websocket import Websocket  # the path to add-ons is known now

    with (
        patch.object(psutil.Process, "children", other_children),
        patch.object(Websocket, "close", closing(Websocket)),
    ):
        try:
            return _run_suite(*arguments, **options)
        finally:
            while ChromeBrowser.running:
                _touch, (chrome, _port, folder) = ChromeBrowser.running.popitem()
                chrome.terminate()
                chrome.wait(20)
                shutil.rmtree(folder, ignore_errors=True)


def install():
    """Have Odoo's tests use it."""
    common.ChromeBrowser = ChromeBrowser
    loader.run_suite = run_suite
