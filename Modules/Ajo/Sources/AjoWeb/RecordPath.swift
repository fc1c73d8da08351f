import Kernel
import Router

/// The path of a record: its id.
struct RecordPath<Entity>: RequestInput {
  let id: Identifier<Entity>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Entity.self))
  }
}
