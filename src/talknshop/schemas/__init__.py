"""What crosses a process or reaches the browser: the wire, as typed models."""
