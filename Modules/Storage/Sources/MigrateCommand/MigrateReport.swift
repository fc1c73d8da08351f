import Migrations
import Storage

/// What a command found and did, before it becomes a table or a JSON document.
struct MigrateReport {
  struct DatabaseReport {
    let target: MigrateTarget
    let plan: MigrationPlan
    var applied: [MigrationID] = []
    var reverted: [MigrationID] = []
    var repaired: [MigrationID] = []
    var differences: [SchemaDifference] = []
    var grants: [GrantDifference] = []
  }

  struct Failure {
    let code: String
    let message: String
    let database: String?
    var problems: [MigrationFileProblem] = []
    var failure: MigrationError.Failure?
  }

  var command: String?
  var exit = MigrateExit.done
  var databases: [DatabaseReport] = []
  var failures: [Failure] = []
  /// The files that `new` wrote.
  var files: [String] = []
  /// What `lint` found.
  var findings: [LintFinding] = []
  /// The database that was being worked on when an error came.
  var failedDatabase: String?

  mutating func add(
    _ target: MigrateTarget, _ plan: MigrationPlan, applied: [MigrationID] = [],
    reverted: [MigrationID] = [], repaired: [MigrationID] = [],
    differences: [SchemaDifference] = [], grants: [GrantDifference] = []
  ) {
    databases.append(
      DatabaseReport(
        target: target, plan: plan, applied: applied, reverted: reverted, repaired: repaired,
        differences: differences, grants: grants))
  }

  mutating func fail(_ exit: MigrateExit, code: String, _ message: String) {
    self.exit = exit
    failures.append(Failure(code: code, message: message, database: failedDatabase))
  }

  mutating func fail(_ error: MigrationError, database: String? = nil) {
    exit = MigrateExit(error)
    let database = database ?? failedDatabase
    var message = error.description
    if case .notApplicable(let state) = error, let database {
      message = state.message(database: database)
    }
    var failure = Failure(code: error.code, message: message, database: database)
    if case .invalidFiles(let problems) = error { failure.problems = problems }
    if case .failed(let statement) = error { failure.failure = statement }
    failures.append(failure)
  }
}
