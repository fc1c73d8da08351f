import Migrations

extension MigrateProgram {
  /// Reads the files without a database: first whether they are in order, then whether they are
  /// kind to the database that they will run on.
  func lint(
    _ streams: [MigrationStream], _ options: MigrateOptions, _ report: inout MigrateReport
  ) throws -> MigrateExit {
    let chosen = options.contexts.map { names in streams.filter { names.contains($0.name) } }
    let streams = chosen ?? streams
    let problems = streams.flatMap(\.problems)
    guard problems.isEmpty else { throw MigrationError.invalidFiles(problems) }
    report.findings = streams.flatMap(\.migrations).flatMap(\.dangers).map { danger in
      LintFinding(
        rule: danger.rule.rawValue, stream: danger.migration.stream, file: danger.file,
        line: danger.line, message: danger.rule.advice)
    }
    return report.findings.isEmpty ? .done : .lint
  }
}
