"""A local gateway that speaks the BestSMS REST API v2.04."""

from .server import Sandbox
from .store import StoreError

__all__ = ["Sandbox", "StoreError"]
