"""Links with the kernel's netem: a virtual machine with Debian's stock kernel, and what is measured in it."""
