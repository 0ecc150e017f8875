"""Build and check messages before they are sent. Nothing here uses the network."""
