"""The import path of the RemoteMedia SDK's base class."""
