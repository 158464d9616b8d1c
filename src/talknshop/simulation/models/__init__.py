"""A development server that speaks for chat models: answers by script, faults on demand."""
