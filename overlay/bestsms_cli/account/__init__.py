"""Who is calling: profiles, stored tokens, the folders that hold them, and the client."""
