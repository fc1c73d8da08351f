import Migrations

/// What is made once for each set of migrations, by the first test that wants it.
actor TemplateCache<Template: Sendable> {
  private var templates: [[MigrationStream]: Task<Template, any Error>] = [:]

  /// The template of these streams; `make` runs when there is none yet.
  func template(
    for streams: [MigrationStream], _ make: @escaping @Sendable () async throws -> Template
  ) async throws -> Template {
    if let task = templates[streams] { return try await task.value }
    let task = Task { try await make() }
    templates[streams] = task
    return try await task.value
  }
}
