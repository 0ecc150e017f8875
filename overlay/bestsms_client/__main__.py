"""`python -m bestsms_client`: explain where the command line is."""

from bestsms_client import __version__

print(
    f"bestsms-client {__version__} is a library: from bestsms_client import BestSMS\n"
    "Its command line is `bestsms`. Install it with: pip install 'bestsms-client[cli]'"
)
