"""The library of questions: one YAML file each under config/questions, for plans to use and change.

To add a question, add its file: a question as in a plan, with its population written out instead of named.
"""
