"""Plausibility: can values be true?"""
