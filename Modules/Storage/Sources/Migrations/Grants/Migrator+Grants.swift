extension Migrator {
  /// Compares what the roles that serve (`Settings.servingRoles`) may do with what they need.
  /// Changes nothing; nothing on SQLite, which has no roles.
  ///
  /// - Throws: `MigrationError.unreachable`.
  public func grantDifferences() throws(MigrationError) -> [GrantDifference] {
    try checked {
      try session.prepare()
      return try session.grants.differences()
    }
  }
}
