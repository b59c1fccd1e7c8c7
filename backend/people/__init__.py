"""Units, people, roles held per unit and dated, and signing in."""
