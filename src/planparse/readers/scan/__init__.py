"""Scanned pages: drawn, made level, and recognised."""
