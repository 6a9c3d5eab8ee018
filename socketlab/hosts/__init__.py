"""What a runtime is told: machines, hosts, networks and where they are."""
