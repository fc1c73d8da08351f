/// What a session is told once it is connected, as settings by name.
struct SessionSettings: Sendable {
  var values: [(name: String, value: String)] = []
  /// Settings that not every server has, or allows; refusals are ignored.
  var optional: [(name: String, value: String)] = []

  /// The settings for a connection that serves requests.
  static func serving(_ options: PostgresOptions) -> SessionSettings {
    // A pooler would hand a changed session on to somebody else.
    guard options.statementCache > 0 else { return SessionSettings() }
    var settings = tools
    // A prepared statement keeps the plan that it was given while a table was empty, which is to
    // read all of it, until the table is analysed; a minute in which it may grow by a million rows.
    // Whatever a request asks has an index. Where there is none the cost that now stands against
    // reading a table must not have the plan compiled.
    settings.values += [("enable_seqscan", "off"), ("jit", "off")]
    settings.set("statement_timeout", options.statementTimeout)
    settings.set("idle_in_transaction_session_timeout", options.idleInTransactionTimeout)
    settings.set("lock_timeout", options.lockSlice)
    return settings
  }

  /// The settings for a connection of transactions.
  static func transactions(_ options: PostgresOptions) -> SessionSettings {
    var settings = serving(options)
    if !settings.values.isEmpty { settings.set("lock_timeout", options.transactionLockSlice) }
    return settings
  }

  /// The settings for a connection whose statements may take long.
  ///
  /// They may well read a whole table, and to plan each anew costs little beside what it does: no
  /// plan is left over from when a table was empty.
  static func long(_ options: PostgresOptions) -> SessionSettings {
    guard options.statementCache > 0 else { return SessionSettings() }
    var options = options
    options.statementTimeout = options.longStatementTimeout
    var settings = serving(options)
    settings.values.removeAll { $0.name == "enable_seqscan" }
    settings.values.append(("plan_cache_mode", "force_custom_plan"))
    return settings
  }

  /// The settings for a connection of a tool, whose statements may take hours.
  ///
  /// What our statements and the reading of their answers rest on is said here, whatever the
  /// cluster, the database or the role has been given. Three are left to whoever operates them:
  /// where tables are looked for (`search_path`), whether the database takes changes at all
  /// (`default_transaction_read_only`: whoever sets it means it), and the language of messages,
  /// which nobody reads but people.
  static let tools = SessionSettings(
    values: [
      ("standard_conforming_strings", "on"), ("TimeZone", "UTC"), ("DateStyle", "ISO, MDY"),
      ("IntervalStyle", "postgres"), ("bytea_output", "hex"), ("extra_float_digits", "1"),
      ("default_transaction_isolation", "read committed"),
      ("default_transaction_deferrable", "off"), ("row_security", "on"),
      ("transform_null_equals", "off"), ("array_nulls", "on"), ("statement_timeout", "0"),
      ("lock_timeout", "0"), ("idle_in_transaction_session_timeout", "0"),
      ("idle_session_timeout", "0"),
    ],
    // Ends a long statement when its client is gone. Postgres 14 and later, not on every system.
    optional: [("client_connection_check_interval", "5000")])

  /// What is set only where it is not so already.
  static let conditions = [
    // Commits wait until they are on disk, here and on the synchronous standby if there is one.
    // Where they are to wait for more already, they go on doing so.
    """
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
    """,
    // Triggers fire. Where only a superuser can see to that the session is of no use.
    """
    SELECT set_config('session_replication_role', 'origin', false)
    WHERE current_setting('session_replication_role') <> 'origin'
    """,
    // Postgres 17 and later.
    """
    SELECT set_config('transaction_timeout', '0', false)
    WHERE current_setting('transaction_timeout', true) <> '0'
    """,
  ]

  private mutating func set(_ name: String, _ limit: Duration?) {
    values.removeAll { $0.name == name }
    values.append((name, limit.map { String($0.milliseconds) } ?? "0"))
  }
}
