"""`make k8s-check` and its parts."""
