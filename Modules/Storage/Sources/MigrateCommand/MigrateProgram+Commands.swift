import Migrations
import Storage

extension MigrateProgram {
  /// `status`, `verify` and `plan` look at the same things and differ in what they show.
  func look(_ targets: [MigrateTarget], _ report: inout MigrateReport) throws -> MigrateExit {
    try look(targets, &report) { _ in [] }
  }

  /// Looks in addition at what the roles that serve may do.
  func verify(_ targets: [MigrateTarget], _ report: inout MigrateReport) throws -> MigrateExit {
    try look(targets, &report) { target in
      guard !target.servingRoles.isEmpty else { return [] }
      return try withMigrator(target) { try $0.grantDifferences() }
    }
  }

  private func look(
    _ targets: [MigrateTarget], _ report: inout MigrateReport,
    grants: (MigrateTarget) throws -> [GrantDifference]
  ) throws -> MigrateExit {
    var exits: [MigrateExit] = []
    for target in targets {
      do {
        let plan = try plan(of: target)
        // Grants come with the migrations: while some are pending, that is what is the matter.
        let grants = plan.state.isCurrent ? try grants(target) : []
        report.add(target, plan, grants: grants)
        exits.append(MigrateExit(plan.state))
        if !grants.isEmpty { exits.append(.mismatch) }
      } catch let error as MigrationError {
        // One database that is away must not hide how the others stand.
        guard case .unreachable = error else { throw error }
        report.fail(error, database: target.name)
        exits.append(.unreachable)
      }
    }
    return .gravest(exits)
  }

  func apply(
    _ targets: [MigrateTarget], _ options: MigrateOptions, _ report: inout MigrateReport
  ) throws -> MigrateExit {
    // Look at all before changing one, so that a run over several databases does not stop halfway
    // for a reason that was there from the start.
    for target in targets {
      let state = try failing(target, &report) { _ in try plan(of: target).state }
      switch state {
      // An unfinished migration is for apply itself to examine.
      case .current, .behind, .needsRepair: break
      case .ahead, .outOfOrder, .changed:
        report.add(target, try plan(of: target))
        report.fail(.notApplicable(state), database: target.name)
        return report.exit
      }
    }
    var exits: [MigrateExit] = []
    for target in targets {
      try failing(target, &report) { report in
        try withMigrator(target, options) { migrator in
          let applied = try migrator.apply()
          // What granting could not mend: the role is too powerful, or has it from elsewhere.
          let grants = target.servingRoles.isEmpty ? [] : try migrator.grantDifferences()
          report.add(target, try migrator.plan(), applied: applied.map(\.id), grants: grants)
          exits.append(grants.isEmpty ? .done : .mismatch)
        }
      }
    }
    return .gravest(exits)
  }

  func baseline(
    _ targets: [MigrateTarget], _ options: MigrateOptions, _ report: inout MigrateReport
  ) throws -> MigrateExit {
    if options.version != nil { _ = try oneContext(options, "baseline --to VERSION") }
    for target in targets {
      try failing(target, &report) { report in
        try withMigrator(target, options) { migrator in
          var written: [MigrationID] = []
          let history = try migrator.plan().lines.filter { $0.entry != nil }.map(\.id.stream)
          for stream in target.streams {
            // The platform's stream comes along with every context, and may be there already.
            if stream.name == "platform", history.contains("platform") { continue }
            let version = options.contexts?.contains(stream.name) == true ? options.version : nil
            written += try migrator.baseline(stream: stream.name, through: version).map(\.id)
          }
          report.add(target, try migrator.plan(), applied: written)
        }
      }
    }
    return .done
  }

  func down(
    _ targets: [MigrateTarget], _ options: MigrateOptions, _ settings: MigrateSettings,
    _ report: inout MigrateReport
  ) throws -> MigrateExit {
    let context = try oneContext(options, "down")
    guard settings.mode != "production" else {
      throw UsageError("down destroys data and is refused where mode is production")
    }
    guard let target = targets.first(where: { $0.streams.contains { $0.name == context } }) else {
      throw UsageError("no database holds \(context)")
    }
    try failing(target, &report) { report in
      try withMigrator(target, options) { migrator in
        let plan = try migrator.plan()
        let applied = plan.lines.filter { $0.entry != nil && $0.id.stream == context }.map(\.id)
        guard let last = applied.last else {
          report.add(target, plan)
          return
        }
        let version = options.version ?? last.version - 1
        let doomed = applied.filter { $0.version > version }
        try confirm(doomed, target, options)
        let undone = try migrator.revert(stream: context, to: version)
        report.add(target, try migrator.plan(), reverted: undone)
      }
    }
    return .done
  }

  func repair(
    _ targets: [MigrateTarget], _ options: MigrateOptions, _ report: inout MigrateReport
  ) throws -> MigrateExit {
    if options.acceptsChecksums {
      for target in targets {
        try failing(target, &report) { report in
          try withMigrator(target, options) { migrator in
            let accepted = try migrator.acceptChecksums()
            report.add(target, try migrator.plan(), repaired: accepted)
          }
        }
      }
      return .done
    }
    guard let finding = options.finding, let version = options.version else {
      throw UsageError(
        "repair needs --accept-checksums, or --context X --version N --as applied|pending")
    }
    let context = try oneContext(options, "repair")
    guard let target = targets.first(where: { $0.streams.contains { $0.name == context } }) else {
      throw UsageError("no database holds \(context)")
    }
    try failing(target, &report) { report in
      try withMigrator(target, options) { migrator in
        try migrator.repair(stream: context, version: version, as: finding)
        let plan = try migrator.plan()
        let id = plan.lines.map(\.id).filter { $0.stream == context && $0.version == version }
        report.add(target, plan, repaired: id)
      }
    }
    return .done
  }

  /// Compares a database with its streams. A SQLite file that is not there yet is an empty
  /// database, and looking at it does not create it.
  func plan(of target: MigrateTarget) throws -> MigrationPlan {
    if case .sqlite(let path) = target.url, !OutputFile.exists(path) {
      let problems = target.streams.flatMap(\.problems)
      guard problems.isEmpty else { throw MigrationError.invalidFiles(problems) }
      return MigrationPlan(streams: target.streams, history: [], dialect: .sqlite)
    }
    return try withMigrator(target) { try $0.plan() }
  }

  /// Notes which database an error is about.
  private func failing<Value>(
    _ target: MigrateTarget, _ report: inout MigrateReport,
    _ body: (inout MigrateReport) throws -> Value
  ) throws -> Value {
    do {
      return try body(&report)
    } catch {
      report.failedDatabase = target.name
      throw error
    }
  }

  private func oneContext(
    _ options: MigrateOptions, _ command: String
  ) throws(UsageError) -> String {
    guard let contexts = options.contexts, contexts.count == 1 else {
      throw UsageError("\(command) is about one context: say --context X")
    }
    return contexts[0]
  }

  private func confirm(
    _ doomed: [MigrationID], _ target: MigrateTarget, _ options: MigrateOptions
  ) throws(UsageError) {
    guard !options.yes, !doomed.isEmpty else { return }
    guard let ask else {
      throw UsageError("down destroys data: say --yes, as there is nobody to ask")
    }
    let list = doomed.reversed().map { "  \($0)\n" }.joined()
    guard ask("This undoes, with the data in it, on \(target.name):\n\(list)Go on?") else {
      throw UsageError("nothing was undone")
    }
  }
}
