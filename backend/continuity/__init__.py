"""Is it whole? Strip, findings and verdict over claims, what is held and what was measured (刑诉解释 108-111)."""
