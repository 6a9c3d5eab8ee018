"""The words of the YAML files: documents, quantities, variables and wording; no scenario yet."""
