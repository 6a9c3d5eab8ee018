"""The page about a run's folder and its result."""

from __future__ import annotations

from pydantic import BaseModel

from docs.generator.tables import keys_table, table
from socketlab.language.docstrings import docstring_of
from socketlab.record import layout
from socketlab.report import WRITERS
from socketlab.report.result import SCHEMA, CheckReport, FleetReport, KilledReport, MeasureReport, Result
from socketlab.spec.schema import description_of


def page() -> str:
    """The result, and what else a run leaves."""
    reports = table(["file", "report"], [[f"`{writer.file}`", writer.summary] for writer in WRITERS])
    tree = (layout.__doc__ or "").partition("\n\n")[2].strip()
    return f"""\
# A run's folder

```text
{tree}
```

`runs/latest` points at the newest. `python -m scenarios judge FOLDER` judges a stored run again, from its evidence
alone, and writes its reports again:

{reports}

## result.json

Version {SCHEMA} of its shape (`result_schema`), with a [JSON Schema](result.schema.json); the version goes up when a reader
of the old one would misread the new.

{_model(Result)}

### fleets

{_model(FleetReport)}

### killed

{_model(KilledReport)}

### checks

{_model(CheckReport)}

### measures

{_model(MeasureReport)}
"""


def _model(model: type[BaseModel]) -> str:
    schema = model.model_json_schema(mode="serialization")
    properties = schema["properties"]
    for name, part in properties.items():
        definition = schema.get("$defs", {}).get(part.get("$ref", "").rpartition("/")[2], {})
        if "enum" in definition:
            part.pop("$ref")
            part["enum"] = definition["enum"]
        part.pop("title", None)
        part.pop("default", None)
        part["description"] = description_of(model, name)
    return f"{docstring_of(model).summary}\n\n{keys_table(properties)}"
