import Configuration
import Databases
import Observability
import Storage

extension Settings {
  /// For how long somebody else's lock is waited for.
  static let lockTimeout = Setting(
    "storage.lock_timeout", .duration(in: .milliseconds(100) ... .seconds(25)),
    default: Stores.Options().lockTimeout,
    "How long a request waits for a row or table of a Postgres that somebody else has locked. Then "
      + "it is answered 503, and atrium_database_lock_timeouts_total counts it.")

  /// For how long a server of Postgres may answer nobody.
  static let answerTimeout = Setting(
    "storage.answer_timeout", .duration(in: .seconds(1) ... .seconds(60)),
    default: Stores.Options().answerTimeout,
    "How long a Postgres may answer nobody, and twice that how long it may confirm no commit, "
      + "before requests that wait for it are answered 503. Until it does others are answered so at once."
  )
}

extension Configuration {
  /// How the databases are used.
  var storeOptions: Stores.Options {
    var options = Stores.Options()
    options.replicaMaxLag = self[Settings.replicaMaxLag]
    options.lockTimeout = self[Settings.lockTimeout]
    options.answerTimeout = self[Settings.answerTimeout]
    options.connectionsPerLoop = self[Settings.connectionsPerLoop]
    options.transactionConnections = self[Settings.transactionConnections]
    options.pageCache = self[Settings.sqliteCache]
    return options
  }
}

extension Assembly {
  /// Tells in the log of clusters that may lose, or damage, what they have acknowledged. Only who
  /// runs them can change it.
  public func warnOfRiskyClusters() async {
    for store in stores.all where store.database.dialect == .postgres {
      let rows = try? await store.database.query(
        """
        SELECT name, setting FROM pg_settings
        WHERE name IN ('fsync', 'full_page_writes') AND setting <> 'on'
          OR name = 'synchronous_commit' AND setting NOT IN ('on', 'remote_apply')
          OR name = 'zero_damaged_pages' AND setting <> 'off'
        ORDER BY name
        """)
      for row in rows ?? [] {
        guard let name: String = try? row["name"], let setting: String = try? row["setting"]
        else { continue }
        log.warning(
          "the database may lose what it has acknowledged",
          [
            "database": .string("\(store.url)"), "reason": .string("\(name) = \(setting)"),
            "remedy": .string("set it as Deploy/postgresql.conf does"),
          ])
      }
    }
  }
}
