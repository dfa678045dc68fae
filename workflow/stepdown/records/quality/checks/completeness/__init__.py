"""Completeness: are values there?"""
