"""The door of oversight."""

from backend.oversight.actions.history import history
from backend.oversight.actions.lists import board, incident_list
from backend.oversight.actions.system import dead_letters, health, retry, watch

__all__ = ["board", "dead_letters", "health", "history", "incident_list", "retry", "watch"]
