"""Message queues and the workers that read them; below whatever is sent through them."""
