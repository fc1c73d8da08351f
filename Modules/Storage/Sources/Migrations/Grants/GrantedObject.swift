import Storage

/// Something in a database with what a role may do with it and what it should be able to.
struct GrantedObject {
  /// As people know it: `table ledger_entries`.
  let name: String
  /// As GRANT takes it: `TABLE "public"."ledger_entries"`.
  let reference: String
  let wanted: Set<String>
  /// What the role has, however it came by it.
  let held: Set<String>
  /// What it has on the whole or on a column.
  let heldInPart: Set<String>

  init(
    _ name: String, _ reference: String, wanted: Set<String>, held: Set<String>,
    heldInPart: Set<String> = []
  ) {
    self.name = name
    self.reference = reference
    self.wanted = wanted
    self.held = held
    self.heldInPart = heldInPart
  }

  var missing: [String] { wanted.subtracting(held).sorted() }
  var excess: [String] { held.union(heldInPart).subtracting(wanted).sorted() }

  /// What gives the role what it needs, and takes what was given to it and is too much.
  func corrections(for role: String) -> [String] {
    let role = MigrationSession.quoted(role)
    var statements: [String] = []
    if !missing.isEmpty {
      statements.append("GRANT \(missing.joined(separator: ", ")) ON \(reference) TO \(role)")
    }
    if !excess.isEmpty {
      statements.append("REVOKE \(excess.joined(separator: ", ")) ON \(reference) FROM \(role)")
    }
    return statements
  }

  func differences(for role: String) -> [GrantDifference] {
    [(GrantDifference.Kind.missing, missing), (.excess, excess)].compactMap { kind, privileges in
      privileges.isEmpty
        ? nil : GrantDifference(kind: kind, role: role, object: name, privileges: privileges)
    }
  }
}

/// Bits of `pg_trigger.tgtype`, from the server's `pg_trigger.h`.
private enum TriggerEvent {
  static let all: [(bit: Int64, privilege: String)] = [
    (1 << 2, "INSERT"), (1 << 3, "DELETE"), (1 << 4, "UPDATE"),
  ]
}

// What a role that serves needs, object by object.
extension GrantedObject {
  /// A table or a view. What its triggers refuse in any case is not granted either: the triggers
  /// are the one place that says which tables are append-only.
  init(relation row: Row, schema: String) throws {
    let table: String = try row["name"]
    let refused: Int64 = try row["refused"]
    var wanted: Set<String> = ["SELECT"]
    // The history is for the server to read and for whoever migrates to write.
    if try row["is_table"], table != "atrium_migrations" {
      wanted.formUnion(TriggerEvent.all.filter { refused & $0.bit == 0 }.map(\.privilege))
    }
    self.init(
      "table \(table)", "TABLE \(Self.qualified(schema, table))", wanted: wanted,
      held: try Self.words(row["held"]), heldInPart: try Self.words(row["held_in_part"]))
  }

  /// A sequence. One that belongs to an identity column is drawn from by inserting; reading it is
  /// for copies.
  init(sequence row: Row, schema: String) throws {
    let name: String = try row["name"]
    self.init(
      "sequence \(name)", "SEQUENCE \(Self.qualified(schema, name))",
      wanted: try row["is_identity"] ? ["SELECT"] : ["SELECT", "USAGE"],
      held: try Self.words(row["held"]))
  }

  /// A function or procedure that is called by statements.
  init(routine row: Row) throws {
    let name: String = try row["name"]
    self.init(
      "routine \(name)", "ROUTINE \(name)", wanted: ["EXECUTE"],
      held: try Self.words(row["held"]))
  }

  private static func qualified(_ schema: String, _ name: String) -> String {
    "\(MigrationSession.quoted(schema)).\(MigrationSession.quoted(name))"
  }

  static func words(_ text: String?) -> Set<String> {
    Set((text ?? "").split(separator: " ").map(String.init))
  }
}
