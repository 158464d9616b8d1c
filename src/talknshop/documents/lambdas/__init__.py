"""The nine functions as Lambda functions: one module each, with ``handler(event, context)``.

A module names its function, says how a request is read and calls it; ``adapter`` does the rest, and
``collaborators`` decides where the data lies.
"""
