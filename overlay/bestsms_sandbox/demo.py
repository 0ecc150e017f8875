"""Example data: messages of every kind, sent through the API as a program would."""

import base64
import json
from typing import Any

from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway, GatewayRequest
from bestsms_sandbox.times import ACCOUNT_ZONE, time_fields

_DAY = 86_400_000
_LONG = (
    "Dear [[Attention]], your order has left our kitchen: the soup of the day, two loaves of bread"
    " and a pot of tea. The rider will arrive in about twenty minutes. If nobody is at home,"
    " we leave the bag with your neighbour. Our menu for your next order: [[File1]]"
)
_MESSAGES: tuple[dict[str, Any], ...] = (
    {
        "Message": "Your table for two is booked for 7 pm. Reply YES to confirm.",
        "to": "+61491571266",
    },
    {
        "Message": _LONG,
        "to": {"Recipient": "+61491570006", "Attention": "Alice"},
        "Files": [("Menu.txt", b"Soup, bread, tea\n")],
        "Reference": "Order 1042",
        "ReportTo": "kitchen@example.com",
    },
    {"Message": "Zażółć gęślą jaźń: 5 € 👩‍🍳", "to": "+61491570156", "Reference": "Letters"},
    {"Message": "مرحبا، طلبك جاهز. 🍲", "to": "+61491570157", "SMSEmailReply": "hello@example.com"},
    {"Message": "Your parcel is on its way.", "to": "+61491570110"},
    {"Message": "Your driver is nearby …", "to": "+61491570737"},
    {"Message": "This is a test. No handset receives it.", "to": "+61491570158", "Mode": "Test"},
    {
        "Message": "Good morning! The bakery opens at 6.",
        "to": "+61491570006",
        "SendTime": "tomorrow",
        "Reference": "Delayed",
    },
)


def fill(gateway: Gateway) -> None:
    """Add contacts, a group, messages, a reply, e-mails and failed requests to a gateway."""

    def call(method: str, path: str, body: object, secret: str = gateway.context.token) -> Any:
        headers = {
            b"authorization": f"Basic {secret}".encode(),
            b"content-type": b"application/json",
        }
        content = json.dumps(body).encode()
        return gateway.handle(GatewayRequest(method, BASE_PATH + path, "", headers, content)).body

    group = call("POST", "/addressbook/group", {"GroupName": "Chefs"})["Group"]
    for name, number in (("Alice", "+61491570006"), ("Bob", "+61491570156")):
        contact = {"Attention": name, "Company": f"{name}'s Bistro", "MobilePhone": number}
        contact_id = call("POST", "/addressbook/contact", contact)["Contact"]["ContactID"]
        path = f"/addressbook/group/{group['GroupID']}/contact"
        call("POST", path, {"ContactID": contact_id})
    for message in _MESSAGES:
        data = {**message, "Destinations": [message["to"]]}
        del data["to"]
        if "SendTime" in data:
            tomorrow = gateway.context.clock.now() + _DAY
            data["SendTime"] = time_fields("", tomorrow, ACCOUNT_ZONE)["TimeLocal"][:16]
        if "Files" in data:
            data["Files"] = [
                {"Name": name, "Data": base64.b64encode(content).decode()}
                for name, content in data["Files"]
            ]
        call("POST", "/send/sms", {"MessageData": data})
    members = [{"GroupID": group["GroupID"]}]
    dinner = {"Message": "Dinner is at 8, [[Attention]].", "Destinations": members}
    call("POST", "/send/sms", {"MessageData": dinner})
    call("POST", "/send/sms", {"MessageData": {"Message": "To nobody", "Destinations": []}})
    call("POST", "/send/sms", {"MessageData": {}}, secret="wrong")  # noqa: S106 - it is refused
    gateway.context.clock.advance(45)
    gateway.tick()
    with gateway.context.database.transaction():
        gateway.handset.receive("+61491570157", "شكرا، أنا في الطريق")
