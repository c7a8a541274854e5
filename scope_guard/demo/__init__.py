"""The demo story. ``scope.tor._load_demo`` tells it; nothing here is loaded otherwise."""
