"""Copies for people to look at, made from the parts and never evidence; each says how it was made."""
