"""The development environment of Scope Guard, in plain Python.

Everything that is downloaded or created lies in one cache folder (see ``place``); the system stays untouched.
Modules that run before the virtual environment exists use the standard library only: ``place``, ``odoo_tree`` and
``python_env``.
"""
