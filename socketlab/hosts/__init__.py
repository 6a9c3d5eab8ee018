"""What a runtime gets: machines, hosts, networks and their places."""
