"""Packs the add-ons of this repository as ``odoo.addons.*``, beside Odoo's own."""

import ast
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent
ADDONS = {
    path.parent.name: path.parent
    for path in sorted(HERE.glob("scope_guard*/__manifest__.py"))
}
MANIFESTS = {
    name: ast.literal_eval((folder / "__manifest__.py").read_text())
    for name, folder in ADDONS.items()
}
MAIN = MANIFESTS["scope_guard"]


def files(folder):
    """Every file of an add-on: code, views, translations and static files alike."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


setup(
    name="odoo-addon-scope_guard",
    version=MAIN["version"],
    description=MAIN["summary"],
    long_description=(HERE / "README.md").read_text(),
    long_description_content_type="text/markdown",
    author=MAIN["author"],
    license="LGPL-3.0-only",
    classifiers=["Framework :: Odoo :: 19.0", "Programming Language :: Python :: 3"],
    python_requires=">=3.10",
    # Odoo itself is not on the package index: it is expected to be there
    install_requires=sorted(
        {
            package
            for manifest in MANIFESTS.values()
            for package in manifest.get("external_dependencies", {}).get("python", [])
        }
    ),
    packages=[f"odoo.addons.{name}" for name in ADDONS],
    package_dir={f"odoo.addons.{name}": name for name in ADDONS},
    package_data={
        f"odoo.addons.{name}": files(folder) for name, folder in ADDONS.items()
    },
    zip_safe=False,
)
