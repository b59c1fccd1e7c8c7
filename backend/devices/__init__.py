"""Phones whose claims are believed: enrolled once, approved by a second person, revocable when lost."""
