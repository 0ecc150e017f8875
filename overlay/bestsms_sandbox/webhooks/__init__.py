"""Creates, queues and delivers webhooks."""
