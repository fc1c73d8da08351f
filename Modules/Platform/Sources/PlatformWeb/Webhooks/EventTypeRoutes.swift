import ContextKit
import Events
import Kernel
import Router

/// The kinds of events that contexts publish, for whoever chooses some for a webhook.
func eventTypeRoutes(_ all: AllOffers) -> [Route] {
  let types = all.contexts.flatMap { context in
    context.offers.events.map { EventTypeBody(context: context.context, declaration: $0) }
  }.sorted { $0.declaration.type < $1.declaration.type }
  return [
    .get(
      "/api/admin/event-types", permission: .readWebhooks,
      summary: "List the types of events that webhooks can have", otherStatuses: [304]
    ) { (_, query: EventTypeQuery) in
      let rest = types.filter { type in
        query.page.after.map { type.declaration.type > $0 } ?? true
      }
      let page = query.page.of(Array(rest.prefix(query.page.rowsToRead))) { $0 }
      return Reply.ok(page).etag(ETag(of: page))
    }
  ]
}

/// The query of `GET /api/admin/event-types`.
struct EventTypeQuery: RequestInput {
  let page: PageRequest<EventTypeBody, String>

  init(from fields: inout RequestFields) {
    page = fields.page("platform.event_types", by: \.declaration.type)
  }
}

/// A kind of events on the wire.
struct EventTypeBody: ResponseBody {
  let context: String
  let declaration: EventDeclaration

  static let shape = Shape<EventTypeBody>(
    "EventType", .string("type") { $0.declaration.type }, .string("context") { $0.context },
    .string("description") { $0.declaration.description })
}
