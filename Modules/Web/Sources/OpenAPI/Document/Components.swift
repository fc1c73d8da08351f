internal import JSON
internal import Router

/// What a document lists once and refers to by name: schemas with a name, and whatever more than
/// one operation has.
///
/// A document is written in two passes. The first makes every operation's parts and counts them
/// (`note`); the second writes them, in place or as references.
struct Components {
  /// The kinds of component, as the document calls them.
  enum Section: String, CaseIterable {
    case schemas, parameters, headers, responses
  }

  /// The group of the operation that is being described, which tells names apart.
  var group: String?
  private var names = ComponentNames()
  private var uses: [Component: Int] = [:]
  private var references: [Component: String] = [:]
  private var listed: [Section: [(name: String, json: [UInt8])]] = [:]
  private var schemaNames: [Schema.Form: String] = [:]
  private var schemas: [(name: String, form: Schema.Form, group: String?)] = []

  /// Counts one use of a part.
  mutating func note(_ part: Component) {
    uses[part, default: 0] += 1
  }

  /// Writes a part where an operation has it: in place, or as a reference if others have it too.
  mutating func write(_ part: Component, to writer: inout JSONWriter) {
    guard part.isAlwaysListed || uses[part, default: 0] > 1 else { return writer.raw(part.json) }
    writer.beginObject()
    writer.key("$ref")
    writer.value(reference(to: part))
    writer.endObject()
  }

  /// Writes what is listed. Writing a schema may name others, which are written too.
  mutating func write(to writer: inout JSONWriter) {
    writer.key("schemas")
    writer.beginObject()
    var index = 0
    while index < schemas.count {
      let schema = schemas[index]
      group = schema.group
      writer.key(schema.name)
      writer.beginObject()
      writeInPlace(schema.form, isNullable: false, to: &writer)
      writer.endObject()
      index += 1
    }
    writer.endObject()
    for section in Section.allCases {
      guard let parts = listed[section] else { continue }
      writer.key(section.rawValue)
      writer.beginObject()
      for part in parts {
        writer.key(part.name)
        writer.raw(part.json)
      }
      writer.endObject()
    }
  }

  private mutating func reference(to part: Component) -> String {
    if let known = references[part] { return known }
    let name = names.take(part.name, in: part.section, group: group)
    let reference = "#/components/\(part.section.rawValue)/\(name)"
    references[part] = reference
    listed[part.section, default: []].append((name, part.json))
    return reference
  }

  /// A reference to a form that is listed; nil where it has no name and is written in place.
  mutating func reference(to form: Schema.Form) -> String? {
    guard let wanted = form.componentName else { return nil }
    let name: String
    if let known = schemaNames[form] {
      name = known
    } else {
      name = names.take(wanted, in: .schemas, group: group)
      schemaNames[form] = name
      schemas.append((name, form, group))
    }
    return "#/components/schemas/" + name
  }
}

extension Schema.Form {
  /// The name under which a document lists the form; nil where it is written in place.
  fileprivate var componentName: String? {
    switch self {
    case .object(let rules): return rules.component.map(ComponentNames.capitalized)
    case Schema.id.form: return "Id"
    case Schema.amount.form: return "Amount"
    case .string(let rules):
      // The rule of a line alone takes half a kilobyte.
      guard rules.pattern == Self.linePattern, let least = rules.minimumLength,
        let most = rules.maximumLength
      else { return nil }
      return least == 1 ? "Line\(most)" : "Line\(least)To\(most)"
    default: return nil
    }
  }

  private static let linePattern: String? = {
    guard case .string(let rules) = FieldType<String>.line(length: 1...1).schema.form else {
      return nil
    }
    return rules.pattern
  }()
}
