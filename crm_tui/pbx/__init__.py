"""What talks to the PBX: reader, tracker, listener, simulator."""
