"""``python -m odoo`` for long test runs, which spares what Odoo does anew for each test and for each tour."""

from devkit import kept_caches, tour_browser

from odoo.cli import main

if __name__ == "__main__":
    kept_caches.install()
    tour_browser.install()
    main()
