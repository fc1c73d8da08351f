import AdminResources
import JSON
import Router

/// A resource on the wire, as one caller may use it.
struct ResourceBody: ResponseBody {
  let declared: DeclaredResource
  let rights: ResourceRights

  private var resource: AdminResource { declared.resource }
  private var actions: [ActionBody] {
    resource.actions.map {
      ActionBody(action: $0, isAllowed: rights.mayDo($0, with: resource))
    }
  }

  static let shape = Shape<ResourceBody>(
    "AdminResource",
    .string("context") { $0.declared.context },
    .string("name") { $0.resource.name },
    .string("label") { $0.resource.label },
    .string("label_plural") { $0.resource.labelPlural },
    .string("path") { "/api/admin/\($0.declared.path)" },
    .string("ui_path") { "/admin/\($0.declared.path)" },
    .enumeration("id_type") { $0.resource.idType },
    .strings("columns") { $0.resource.columns },
    .array("fields") { $0.resource.fields.map(FieldBody.init) },
    .array("filters") { $0.resource.filters.map(FilterBody.init) },
    .optionalObject("search") { $0.resource.search.map(SearchBody.init) },
    .object("sort") { SortBody(sort: $0.resource.sort) },
    .object("forms") { FormsBody(changes: $0.resource.changes) },
    .array("actions") { $0.actions },
    .array("related") { $0.resource.related.map(RelationBody.init) },
    .object("can") { CanBody(resource: $0.resource, rights: $0.rights) })
}

/// A field on the wire.
struct FieldBody: ResponseBody {
  let field: AdminField

  static let shape = Shape<FieldBody>(
    "AdminField",
    .string("name") { $0.field.name },
    .string("label") { $0.field.label },
    .oneOf("type", typeNames) { $0.field.type.wireName },
    .string("currency_field") { $0.field.currencyField ?? "" }
      .when { $0.field.currencyField != nil },
    .array("values") { $0.field.values.map(ValueBody.init) }.when { !$0.field.values.isEmpty },
    .string("ref") { $0.field.ref ?? "" }.when { $0.field.ref != nil },
    .bool("pii") { $0.field.isPersonal },
    .bool("secret") { $0.field.isSecret },
    .bool("nullable") { $0.field.isNullable },
    .bool("required") { $0.field.isRequired },
    .integer("max_length") { $0.field.maximumLength ?? 0 }
      .when { $0.field.maximumLength != nil })

  private static var typeNames: [String] {
    AdminFieldType.allCases.filter { $0 != .address }.map(\.wireName)
  }
}

/// One value of an `enum` field on the wire.
struct ValueBody: ResponseBody {
  let value: AdminValue

  static let shape = Shape<ValueBody>(
    "AdminValue", .string("value") { $0.value.value }, .string("label") { $0.value.label },
    .enumeration("tone") { $0.value.tone })
}

/// A filter on the wire.
struct FilterBody: ResponseBody {
  let filter: AdminResource.Filter

  static let shape = Shape<FilterBody>(
    "AdminFilter", .string("field") { $0.filter.field },
    .strings("ops") { $0.filter.operators.map(\.rawValue) })
}

/// A search on the wire.
struct SearchBody: ResponseBody {
  let search: AdminResource.Search

  static let shape = Shape<SearchBody>(
    "AdminSearch", .strings("fields") { $0.search.fields },
    .integer("min_chars") { $0.search.minimumCharacters })
}

/// An order on the wire.
struct SortBody: ResponseBody {
  let sort: AdminResource.Sort

  static let shape = Shape<SortBody>(
    "AdminSort", .string("default") { $0.sort.standard }, .strings("allowed") { $0.sort.fields })
}

/// The forms on the wire.
struct FormsBody: ResponseBody {
  let changes: AdminResource.Changes

  static let shape = Shape<FormsBody>(
    "AdminForms",
    names("create") { $0.changes.create },
    names("update") { $0.changes.update })

  private static func names(
    _ name: String, _ get: @escaping @Sendable (FormsBody) -> [String]?
  ) -> Field<FormsBody> {
    .raw(name, schema: Schema.array(of: .string()).nullable) { value, writer in
      guard let names = get(value) else { return writer.null() }
      writer.strings(names)
    }
  }
}

/// An action on the wire.
struct ActionBody: ResponseBody {
  let action: AdminAction
  let isAllowed: Bool

  static let shape = Shape<ActionBody>(
    "AdminAction",
    .string("name") { $0.action.name },
    .string("label") { $0.action.label },
    .bool("dangerous") { $0.action.isDangerous },
    .optionalObject("confirm") { $0.action.confirmation.map(ConfirmationBody.init) },
    .enumeration("reason") { $0.action.reason },
    .array("input") { $0.action.input.map(FieldBody.init) },
    .raw("when", schema: Schema.anything.nullable) { value, writer in
      value.writeWhen(to: &writer)
    },
    .bool("bulk") { $0.action.isBulk },
    .bool("allowed") { $0.isAllowed })

  private func writeWhen(to writer: inout JSONWriter) {
    guard !action.when.isEmpty else { return writer.null() }
    writer.beginObject()
    for (field, values) in action.when.sorted(by: { $0.key < $1.key }) {
      writer.key(field)
      writer.strings(values)
    }
    writer.endObject()
  }
}

/// What is asked before an action, on the wire.
struct ConfirmationBody: ResponseBody {
  let confirmation: AdminAction.Confirmation

  static let shape = Shape<ConfirmationBody>(
    "AdminConfirmation", .string("title") { $0.confirmation.title },
    .string("text") { $0.confirmation.text },
    .string("type_to_confirm") { $0.confirmation.typedField ?? "" }
      .when { $0.confirmation.typedField != nil })
}

/// A relation on the wire.
struct RelationBody: ResponseBody {
  let relation: AdminResource.Relation

  static let shape = Shape<RelationBody>(
    "AdminRelation", .string("name") { $0.relation.name }, .string("label") { $0.relation.label },
    .string("resource") { $0.relation.resource })
}

/// What the caller may do, on the wire.
struct CanBody: ResponseBody {
  let resource: AdminResource
  let rights: ResourceRights

  private var mayChange: Bool { rights.mayChange(resource) }

  static let shape = Shape<CanBody>(
    "AdminRights",
    .bool("read") { $0.rights.mayRead($0.resource) },
    .bool("create") { $0.mayChange && $0.resource.changes.create != nil },
    .bool("update") { $0.mayChange && $0.resource.changes.update != nil },
    .bool("delete") { $0.mayChange && $0.resource.changes.isDeletable },
    .bool("reveal") { $0.rights.mayReveal($0.resource) },
    .bool("export") { $0.rights.mayRead($0.resource) },
    .bool("revert") { $0.mayChange && $0.resource.changes.isRevertible })
}

extension JSONWriter {
  /// Writes a list of texts.
  fileprivate mutating func strings(_ texts: [String]) {
    beginArray()
    for text in texts { value(text) }
    endArray()
  }
}
