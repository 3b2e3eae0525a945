"""The format of this release, and its methods as functions."""

from __future__ import annotations

from typing import Final

from coopclaims.wire.formats import WireFormat
from coopclaims.wire.table import KINDS

WIRE: Final = WireFormat(KINDS)
"""Every kind of value that this release reads and writes."""

to_data = WIRE.to_data
"""Return `value` as plain data, such as `json.dumps` takes.

`value` is one of the library's values, or a list or tuple of them, which is a list then. Raises
`WireMismatch`, with the path, for a value that has no wire form.
"""

to_text = WIRE.to_text
"""Return `value` as canonical JSON text: equal values have equal texts. Raises as `to_data` does."""

from_data = WIRE.from_data
"""Return the value that plain data are the wire form of.

`data` is plain data as `json.loads` makes it. `expected` is the class that the value must have,
`list[Money]` for a list of such, `None` for any. `unknown` says what becomes of fields that nobody here
knows: "refuse", or "keep", which returns a `WithUnknown`. `limits` bound how much is read. Raises
`WireMismatch`, with the path.
"""

from_text = WIRE.from_text
"""Return the value that a JSON text is the wire form of.

`text` is JSON, as text or as bytes in UTF-8. `expected` is the class that the value must have,
`list[Money]` for a list of such, `None` for any. `unknown` says what becomes of fields that nobody here
knows: "refuse", or "keep", which returns a `WithUnknown`. `limits` bound how much is read. Raises
`WireMismatch`, with the path.
"""

schema = WIRE.schema
"""Return the JSON Schema (2020-12) of everything that is read, earlier versions included."""
