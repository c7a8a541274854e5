"""The demo story, told by ``scope.tor._load_demo``; nothing is loaded otherwise."""
