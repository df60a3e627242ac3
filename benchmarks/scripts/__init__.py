"""What runs in processes of its own, so that its time and memory are its own."""
