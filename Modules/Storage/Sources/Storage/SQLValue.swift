public import Kernel

/// A value on its way into a statement.
///
/// | case | Postgres | SQLite |
/// | --- | --- | --- |
/// | `bool` | `boolean` | INTEGER 0 or 1 |
/// | `integer` | `bigint` | INTEGER |
/// | `real` | `double precision` | REAL |
/// | `text` | `text` | TEXT |
/// | `bytes` | `bytea` | BLOB |
/// | `uuid` | `uuid` | BLOB of 16 bytes, big endian |
/// | `instant` | `timestamptz` | INTEGER, milliseconds since 1970 |
/// | `date` | `date` | TEXT, `2026-01-31` |
/// | arrays | the array type, also in answers | the argument of `unnest`, nowhere else |
public enum SQLValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// For measurements only; money is `integer`.
  case real(Double)
  case text(String)
  case bytes([UInt8])
  case uuid(UInt128)
  case instant(Instant)
  case date(CivilDate)

  case bools([Bool])
  case integers([Int64])
  case texts([String])
  case optionalTexts([String?])
  case bytesArray([[UInt8]])
  case uuids([UInt128])
  case instants([Instant])
}
