"""MEASURES: takes parts of footage from the store, answers with numbers and copies for viewing. It judges nothing."""
