public import Kernel

/// The path of a record: `{id}`.
public struct RecordPath<Entity>: RequestInput {
  /// Which record.
  public let id: Identifier<Entity>

  /// Reads the id.
  public init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Entity.self))
  }
}

/// The path of a record, `{id}`, and the reason for what is done with it.
public struct ReasonInput<Entity>: RequestInput {
  /// Which record.
  public let id: Identifier<Entity>
  /// Why, in 3–280 characters.
  public let reason: String

  /// Reads both.
  public init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Entity.self))
    reason = fields.reason()
  }
}

extension RequestFields {
  /// Reads `reason`, which every act of the staff needs: 3–280 characters.
  public mutating func reason() -> String { body("reason", .text(length: StaffReason.length)) }
}
