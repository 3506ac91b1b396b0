"""The Helm chart: the model of its values, and Helm itself as a library."""
