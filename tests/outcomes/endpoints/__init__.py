"""The endpoint engine against published values, a table of vectors and a naive second implementation."""
