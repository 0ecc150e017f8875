"""A shop with Django: it confirms orders by SMS and records deliveries and replies."""

import json

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bestsms_client import BestSMS, new_message_id
from bestsms_client.webhooks import Deduplicator, DjangoStore, Event, ReplyEvent, StatusEvent
from bestsms_client.webhooks.django import webhook
from django_shop.models import Order

client = BestSMS()  # one for the whole process
once = Deduplicator(DjangoStore()).once


@csrf_exempt
def confirm(request):
    order, message_id = json.loads(request.body), new_message_id()
    # Stored before the send, so that a crash loses nothing.
    Order.objects.create(name=order["name"], message_id=message_id)
    client.messaging.sms.send_message(
        message="Your order has arrived. Reply NO to cancel it.",
        destinations=order["mobile"],
        message_id=message_id,
    )
    return JsonResponse({"message_id": message_id}, status=201)


def show(request, name):
    order = Order.objects.get(name=name)
    return JsonResponse({"delivery": order.delivery, "reply": order.reply})


@webhook()
def receive(event: Event):
    with once(event) as delivery:
        order = Order.objects.filter(message_id=event.message_id)
        if delivery.new and isinstance(event, StatusEvent):
            order.update(delivery=event.status)
        elif delivery.new and isinstance(event, ReplyEvent):
            order.update(reply=event.message)


urlpatterns = [path("orders", confirm), path("orders/<name>", show), path("sms", receive)]
