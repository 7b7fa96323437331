"""What sysconfig knows of this build. CPython's own file describes the build machine, which no page needs."""

build_time_vars = {"Py_DEBUG": 0, "TZPATH": "/usr/share/zoneinfo", "VERSION": "3.13"}
