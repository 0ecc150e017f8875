"""The orders of the shop."""

from django.db import models


class Order(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    message_id = models.CharField(max_length=64, db_index=True)
    delivery = models.CharField(max_length=20, default="")
    reply = models.TextField(default="")
