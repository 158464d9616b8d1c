"""The nine functions that answer a question; each does one thing and can be deployed by itself.

Each module has one typed function, with the ports it works on as arguments. It raises errors of
``core/errors.py``; ``documents/lambdas`` and the routes adapt it, and nothing else does.
"""
