"""Conformance: are values written as agreed?"""
