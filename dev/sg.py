#!/usr/bin/env python3
"""One entry to everything the development environment can do: ``python3 dev/sg.py --help``."""

import argparse
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from devkit import odoo_tree, python_env
from devkit.place import Stop, say


def parser():
    """The command line."""
    main = argparse.ArgumentParser(description=__doc__)
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, text, *names):
        """A command that takes the rest of the line as it is, if a name for it is given."""
        added = commands.add_parser(name, help=text, description=text)
        for argument in names:
            added.add_argument(argument, nargs="*")
        return added

    demo = command("demo", "the demo story in a running Odoo")
    demo.add_argument("--port", type=int, default=8069)
    demo.add_argument("--reset", action="store_true", help="begin with new data")
    command("export", "write the demo customer's advice log").add_argument(
        "--to", default="advice_log.xlsx"
    )
    command("test", "everything that must pass")
    command("test-odoo", "Odoo's own tests with Scope Guard installed").add_argument(
        "--tags", help="only these"
    )
    bench = command(
        "bench", "measure what Scope Guard costs: all, or files of dev/bench", "files"
    )
    bench.add_argument("--reset", action="store_true", help="begin with new databases")
    command("lint", "the linters").add_argument(
        "--fix", action="store_true", help="mend what can be mended"
    )

    setup = command("setup", "download and install everything, once")
    setup.add_argument(
        "--screenshots",
        action="store_true",
        help="the driver for pictures of the product as well",
    )
    odoo = command(
        "odoo", "run Odoo: sg.py odoo -- -d NAME -u scope_guard …", "arguments"
    )
    odoo.add_argument(
        "--subcommand",
        default="server",
        help="Odoo's own: server, shell, i18n, module, …",
    )
    command(
        "python",
        "run Python in the environment: sg.py python -- script.py …",
        "arguments",
    )
    command("pytest", "the tests from outside: sg.py pytest -- -k wheel", "arguments")
    testdb = command(
        "testdb",
        "install or update our add-ons in a database and run their tests",
        "modules",
    )
    testdb.add_argument(
        "--db",
        required=True,
        help="the database; copied from a template if it does not exist",
    )
    testdb.add_argument(
        "--tags", help="which tests, as Odoo's --test-tags; none without it"
    )
    testdb.add_argument(
        "--fresh", action="store_true", help="begin with a new database"
    )
    testdb.add_argument("--port", type=int, help="HTTP port; a free one without it")
    command("drop", "remove databases with their filestores", "names")
    server = command("pg", "the private database server")
    server.add_argument(
        "action",
        choices=["start", "stop", "env"],
        help="env prints libpq's variables for a shell",
    )
    return main


def main():
    """Have the environment, go on inside it, and turn what cannot be had into one sentence."""
    options = parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        python_env.check()
        odoo_tree.python_paths()  # tells at once of an ODOO_SOURCE without Odoo
        with ThreadPoolExecutor() as beside:
            packages = beside.submit(python_env.ensure)
            odoo_tree.ensure()
        packages.result()
        python_env.enter(__file__)
        from devkit import commands  # needs the environment

        return commands.run(options)
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
