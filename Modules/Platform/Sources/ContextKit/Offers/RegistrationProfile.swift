public import Kernel
public import Router

/// What a context asks of those who sign up below its mount, as the member `profile` of the body,
/// beside what everybody is asked.
///
/// The profile is read and checked with the other fields, before there is a user. Auth keeps it
/// with the new user, in one transaction, and then hands it over. What the context may be short of
/// then, its database or the whole server, is made up for later: Auth hands a profile over until it
/// is taken, so `keep` may see one more than once and must then change nothing.
public struct RegistrationProfile: Sendable {
  /// A profile that was read.
  public struct Taken: Sendable {
    /// The JSON text that it was read from.
    public let json: [UInt8]
    /// The grants that come with it, within the context.
    public let roles: [Role]
  }

  /// Whether nobody can sign up here without one.
  public let isRequired: Bool
  /// Reads it out of a body, with every complaint as `profile.<field>`.
  public let type: FieldType<Taken>
  private let handOver: @Sendable ([UInt8], UserID) async throws -> Void

  /// A profile whose fields are declared like those of a body.
  /// - Parameters:
  ///   - isRequired: whether nobody can sign up without one.
  ///   - roles: the grants that come with it, such as `fleet:driver`; others than the context's
  ///     own are nobody's to give and are left out.
  ///   - context: the context's name.
  ///   - keep: takes the profile of a new user. A `Problem` below 500 or `ValidationErrors`, their
  ///     fields as in the profile, refuse it, and there will be no such user; any other error
  ///     means that it is to be tried again.
  public init<Profile: RequestInput>(
    of context: String, isRequired: Bool,
    roles: @escaping @Sendable (Profile) -> [Role] = { _ in [] },
    keep: @escaping @Sendable (Profile, UserID) async throws -> Void
  ) {
    self.isRequired = isRequired
    let object = FieldType.object(Profile.self)
    type = object.withJSONText().map { profile in
      Taken(
        json: profile.json,
        roles: roles(profile.value).filter { $0.rawValue.hasPrefix("\(context):") })
    }
    handOver = { json, user in
      try await keep(try object.value(fromJSON: json, named: Self.field), user)
    }
  }

  /// The statuses of refusals that say nothing of the profile: too slow, too many.
  private static let passing: Set<Int> = [408, 429]

  /// The member of the body that it stands in.
  public static let field = "profile"

  /// Hands a profile over.
  /// - Throws: `ProfileRefused` when the context does not want it, now or ever: it threw a refusal
  ///   below 500 that does not pass. Any other error when it is to be tried again.
  public func keep(_ json: [UInt8], of user: UserID) async throws {
    do {
      try await handOver(json, user)
    } catch let errors as ValidationErrors {
      throw ProfileRefused(problem: Problem(.validation, fields: Self.named(errors.errors)))
    } catch {
      guard let problem = error as? Problem ?? (error as? any Refusing)?.problem,
        problem.kind.status < 500, !Self.passing.contains(problem.kind.status)
      else { throw error }
      throw ProfileRefused(
        problem: Problem(
          problem.kind, detail: problem.detail, fields: Self.named(problem.fields),
          headers: problem.headers))
    }
  }

  /// Fields as the body has them.
  private static func named(_ errors: [FieldError]) -> [FieldError] {
    errors.map { error in
      guard error.field != field, !error.field.hasPrefix("\(field).") else { return error }
      return FieldError(
        field: "\(field).\(error.field)", code: error.code, message: error.message)
    }
  }
}

/// A context does not want somebody's profile.
public struct ProfileRefused: Error, Sendable {
  /// How that is told.
  public let problem: Problem
}
