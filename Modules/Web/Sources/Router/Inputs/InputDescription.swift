internal import Synchronization

/// What a route's input takes, noted while the input describes itself.
///
/// A class, because nested readers all write into the one note.
public final class InputDescription: Sendable {
  /// Where a parameter stands.
  public enum Location: String, Sendable {
    /// A segment of the path.
    case path
    /// A name in the query.
    case query
    /// A header field.
    case header
  }

  /// A parameter outside the body.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: String
    /// Where it stands.
    public let location: Location
    /// What it looks like.
    public let schema: Schema
    /// Whether it must be there.
    public let isRequired: Bool
  }

  /// A field of the body.
  public struct BodyField: Sendable {
    /// Its name in JSON, form and presence.
    public let property: Schema.ObjectRules.Property
    /// Its name in a form.
    public let formName: String
  }

  private struct Notes: Sendable {
    var parameters: [Parameter] = []
    var fields: [BodyField] = []
    var exactlyOneOf: [[String]] = []
  }

  /// The name of the input type, which names the body in a document.
  public let name: String
  private let notes = Mutex(Notes())

  init(name: String) {
    self.name = name
  }

  /// Lets an input describe itself.
  public convenience init<Input: RequestInput>(of input: Input.Type) {
    self.init(name: String(describing: input))
    var fields = RequestFields(describing: self)
    _ = Input(from: &fields)
  }

  /// The parameters in the order in which they are asked for.
  public var parameters: [Parameter] { notes.withLock { $0.parameters } }
  /// The fields of the body in the order in which they are asked for.
  public var bodyFields: [BodyField] { notes.withLock { $0.fields } }

  /// Groups of body fields of which exactly one is to be given.
  public var exactlyOneOf: [[String]] { notes.withLock { $0.exactlyOneOf } }

  /// The body as one object.
  public var bodySchema: Schema {
    Schema(
      .object(
        .init(
          component: name, properties: bodyFields.map(\.property), exactlyOneOf: exactlyOneOf)))
  }

  func add(_ name: String, in location: Location, _ schema: Schema, isRequired: Bool) {
    let parameter = Parameter(
      name: name, location: location, schema: schema, isRequired: isRequired)
    notes.withLock { $0.parameters.append(parameter) }
  }

  func addBody(_ name: String, _ schema: Schema, isRequired: Bool, form: String?) {
    let property = Schema.ObjectRules.Property(
      name: name, schema: schema, isRequired: isRequired)
    notes.withLock { $0.fields.append(BodyField(property: property, formName: form ?? name)) }
  }

  func addGroup(_ names: [String]) {
    notes.withLock { $0.exactlyOneOf.append(names) }
  }
}
