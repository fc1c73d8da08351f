internal import CPostgres
internal import Kernel
internal import Storage

/// The object ids of the types that we speak, from the server's `pg_type.dat`; they never change.
enum PostgresType {
  static let bool: Oid = 16
  static let bytea: Oid = 17
  static let char: Oid = 18
  static let name: Oid = 19
  static let int8: Oid = 20
  static let int2: Oid = 21
  static let int4: Oid = 23
  static let text: Oid = 25
  static let oid: Oid = 26
  static let json: Oid = 114
  static let float4: Oid = 700
  static let float8: Oid = 701
  static let unknown: Oid = 705
  static let bpchar: Oid = 1042
  static let varchar: Oid = 1043
  static let date: Oid = 1082
  static let timestamptz: Oid = 1184
  static let numeric: Oid = 1700
  static let uuid: Oid = 2950
  static let jsonb: Oid = 3802

  static let boolArray: Oid = 1000
  static let byteaArray: Oid = 1001
  static let textArray: Oid = 1009
  static let int8Array: Oid = 1016
  static let timestamptzArray: Oid = 1185
  static let uuidArray: Oid = 2951

  /// The element type of an array type whose elements can be read, or nil.
  static func element(of array: Oid) -> Oid? { elements[array] }

  private static let elements: [Oid: Oid] = [
    boolArray: bool, byteaArray: bytea, 1002: char, 1003: name, 1005: int2, 1007: int4,
    textArray: text, 1014: bpchar, 1015: varchar, int8Array: int8, 1021: float4, 1022: float8,
    1028: oid, 1182: date, timestamptzArray: timestamptz, 1231: numeric, uuidArray: uuid,
    199: json, 3807: jsonb,
  ]

  /// As a parameter: the server infers the type.
  static let inferred: Oid = 0
  /// Types from here on are the database's own: enumerations and the like.
  static let firstOfDatabase: Oid = 16_384

  /// The type that a value is sent as.
  static func of(_ value: SQLValue) -> Oid {
    switch value {
    case .null: inferred
    case .bool: bool
    case .integer: int8
    case .real: float8
    case .text: text
    case .bytes: bytea
    case .uuid: uuid
    case .instant: timestamptz
    case .date: date
    case .bools: boolArray
    case .integers: int8Array
    case .texts, .optionalTexts: textArray
    case .bytesArray: byteaArray
    case .uuids: uuidArray
    case .instants: timestamptzArray
    }
  }

  /// The server's name for a type, for errors.
  static func name(of type: Oid) -> String {
    names[type] ?? "type \(type)"
  }

  private static let names: [Oid: String] = [
    bool: "boolean", bytea: "bytea", char: "\"char\"", name: "name", int8: "bigint",
    int2: "smallint", int4: "integer", text: "text", oid: "oid", json: "json", float4: "real",
    float8: "double precision", bpchar: "character", varchar: "character varying", date: "date",
    timestamptz: "timestamptz", numeric: "numeric", uuid: "uuid", jsonb: "jsonb",
    boolArray: "boolean[]", byteaArray: "bytea[]", textArray: "text[]", int8Array: "bigint[]",
    timestamptzArray: "timestamptz[]", uuidArray: "uuid[]", 1002: "\"char\"[]", 1003: "name[]",
    1005: "smallint[]", 1007: "integer[]", 1014: "character[]", 1015: "character varying[]",
    1021: "real[]", 1022: "double precision[]", 1028: "oid[]", 1182: "date[]", 1231: "numeric[]",
    199: "json[]", 3807: "jsonb[]", 1017: "point[]", 1187: "interval[]", 1083: "time",
    1114: "timestamp without time zone", 1186: "interval", 2278: "void", 869: "inet",
  ]
}

/// Postgres counts time and days from 2000-01-01.
enum PostgresEpoch {
  static let milliseconds: Int64 = 946_684_800_000
  static let days = 10_957

  /// The instant so many microseconds after the epoch, cut to milliseconds; nil for infinity.
  @inline(__always)
  static func instant(_ microseconds: Int64) -> Instant? {
    guard microseconds != .max, microseconds != .min else { return nil }
    // Rounded down, before 2000 too; division alone would round towards it.
    let milliseconds =
      microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
    return Instant(milliseconds: milliseconds + Self.milliseconds)
  }
}
