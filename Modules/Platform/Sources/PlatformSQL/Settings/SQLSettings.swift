import Kernel
public import Ports
public import RuntimeSettings
public import Storage

/// The settings of all contexts, which the platform's database keeps.
public struct SQLSettings: Sendable {
  /// The channel on which it is announced that a setting was changed.
  public static let channel = "platform_settings"
  /// The milliseconds between two looks at the version: half of the second within which a change
  /// reaches every server, should its announcement be lost.
  static let interval: Int64 = 500

  private let work: SQLUnitsOfWork
  private var database: any Database { work.database }

  /// Settings in a database with the platform's tables.
  /// - Parameter work: the platform's units of work.
  public init(work: SQLUnitsOfWork) {
    self.work = work
  }

  /// Everything that is stored.
  public static func stored(in database: any Database) async throws -> [StoredSetting] {
    try await database.all(
      """
      SELECT context, key, value, version, updated_at, updated_by FROM platform_settings
      ORDER BY context, key
      """, StoredSetting.init(row:))
  }

  /// All that settings ever were: a row for each change that an administrator made.
  static func history(in database: any Database) async throws -> [StoredSetting] {
    try await database.all(
      """
      SELECT context, key, value, version, updated_at, updated_by FROM platform_settings_history
      """, StoredSetting.init(row:))
  }

  /// Everything that is stored.
  public func stored() async throws -> [StoredSetting] {
    try await Self.stored(in: database)
  }

  /// One setting; nil where nobody ever changed it.
  public func stored(_ name: SettingName) async throws -> StoredSetting? {
    try await database.first(Self.one(name), StoredSetting.init(row:))
  }

  /// Changes a setting, with its row of the history and of the audit trail. Does nothing where it
  /// has the value already.
  /// - Parameters:
  ///   - json: the value as canonical JSON text; nil puts the default back.
  ///   - defaultJSON: the default as canonical JSON text.
  ///   - precondition: looks at the setting as it is, and refuses by throwing.
  /// - Returns: the setting as it is now.
  /// - Throws: what `precondition` throws, or the store's error.
  public func change(
    _ name: SettingName, to json: String?, default defaultJSON: String, by actor: Actor,
    precondition: @escaping @Sendable (StoredSetting?) throws -> Void
  ) async throws -> StoredSetting? {
    let (setting, hasChanged) = try await work.transaction { unit in
      let sql = unit.sql
      var found = try sql.first("\(Self.one(name)) \(sql.dialect.lockingRows)") {
        try StoredSetting(row: $0)
      }
      for _ in 0..<2 {
        try precondition(found)
        guard Self.differs(found, json, defaultJSON) else { return (found, false) }
        let next = StoredSetting(
          name: name, json: json, version: (found?.version ?? 0) + 1, updatedAt: unit.now,
          updatedBy: actor.userID)
        if try Self.write(next, over: found, in: sql) {
          try unit.record(Self.entry(next, over: found, defaultJSON, actor))
          return (next, true)
        }
        // Another change was the first, and has just committed.
        found = try sql.first("\(Self.one(name)) \(sql.dialect.lockingRows)") {
          try StoredSetting(row: $0)
        }
      }
      throw SettingBusy(name: name)
    }
    if hasChanged { database.announce(Self.channel) }
    return setting
  }

  /// What a setting was changed to, newest first.
  /// - Parameter before: the version at which the page before ended.
  public func history(
    of name: SettingName, before: Int64?, limit: Int
  ) async throws -> [StoredSetting] {
    try await database.all(
      """
      SELECT context, key, value, version, updated_at, updated_by FROM platform_settings_history
      WHERE context = \(name.context) AND key = \(name.key) AND version < \(before ?? .max)
      ORDER BY version DESC
      LIMIT \(limit)
      """, StoredSetting.init(row:))
  }

  private static func differs(
    _ found: StoredSetting?, _ json: String?, _ defaultJSON: String
  ) -> Bool {
    guard let json else { return found?.json != nil }
    return (found?.json ?? defaultJSON).utf8.elementsEqual(json.utf8) == false
  }

  private static func one(_ name: SettingName) -> SQL {
    """
    SELECT context, key, value, version, updated_at, updated_by FROM platform_settings
    WHERE context = \(name.context) AND key = \(name.key)
    """
  }

  /// - Returns: false where the row was to be the first, and another one is there.
  private static func write(
    _ next: StoredSetting, over found: StoredSetting?, in sql: any SQLExecutor
  ) throws -> Bool {
    if found == nil {
      let inserted = try sql.execute(
        """
        INSERT INTO platform_settings (context, key, value, version, updated_at, updated_by)
        VALUES (\(next.name.context), \(next.name.key), \(next.json.sqlValue), \(next.version),
          \(next.updatedAt), \(next.updatedBy.sqlValue))
        ON CONFLICT (context, key) DO NOTHING
        """)
      guard inserted == 1 else { return false }
    } else {
      try sql.execute(
        """
        UPDATE platform_settings
        SET value = \(next.json.sqlValue), version = \(next.version),
          updated_at = \(next.updatedAt), updated_by = \(next.updatedBy.sqlValue)
        WHERE context = \(next.name.context) AND key = \(next.name.key)
        """)
    }
    try sql.execute(
      """
      INSERT INTO platform_settings_history (context, key, version, value, updated_at, updated_by)
      VALUES (\(next.name.context), \(next.name.key), \(next.version), \(next.json.sqlValue),
        \(next.updatedAt), \(next.updatedBy.sqlValue))
      """)
    return true
  }

  private static func entry(
    _ next: StoredSetting, over found: StoredSetting?, _ defaultJSON: String, _ actor: Actor
  ) -> AuditEntry {
    AuditEntry(
      actor: actor,
      action: next.json == nil ? "platform.setting.reset" : "platform.setting.changed",
      target: "platform.settings:\(next.name)",
      before: #"{"value":\#(found?.json ?? defaultJSON)}"#,
      after: #"{"value":\#(next.json ?? defaultJSON)}"#, at: next.updatedAt)
  }
}

/// Several changes of one setting that nobody had changed before came at once.
struct SettingBusy: Unavailability {
  let name: SettingName
  var retryAfterSeconds: Int { 1 }
}

extension StoredSetting {
  fileprivate init(row: Row) throws {
    self.init(
      name: SettingName(try row.get(0, as: String.self), try row.get(1, as: String.self)),
      json: try row.get(2, as: String?.self), version: try row.get(3, as: Int64.self),
      updatedAt: try row.get(4, as: Instant.self), updatedBy: try row.get(5, as: UserID?.self))
  }
}
