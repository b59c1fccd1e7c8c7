"""Footage ↔ incident, and how many seconds on scene some camera recorded (2016 recording rule art. 5)."""
