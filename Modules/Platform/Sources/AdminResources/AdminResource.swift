public import Kernel

/// What administrators look at and do in a context: its records of one kind, declared once. Lists,
/// forms, pages and commands are made from the declaration.
///
/// A context offers its resources (`offers.adminResources`). No program starts with one whose sort
/// or filter has no index, that shows a secret, or that refers to a resource there is not.
public struct AdminResource: Sendable, Hashable {
  /// What ids of records are.
  public enum IDType: String, Sendable, Hashable, CaseIterable {
    case uuid, int, string
  }

  /// What people look for by a field.
  public struct Filter: Sendable, Hashable {
    /// How a field is compared.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
      case eq, ne, lt, lte, gt, gte, `in`, contains
      case isNull = "is_null"
    }

    /// The field.
    public let field: String
    /// How it may be compared.
    public let operators: [Operator]

    /// A filter; by equality and lists of values unless told.
    public init(_ field: String, _ operators: [Operator] = [.eq, .in]) {
      self.field = field
      self.operators = operators
    }
  }

  /// What a free text is looked for in.
  public struct Search: Sendable, Hashable {
    /// The fields.
    public let fields: [String]
    /// The fewest characters that are looked for.
    public let minimumCharacters: Int

    /// A search.
    public init(in fields: [String], minimumCharacters: Int = 2) {
      self.fields = fields
      self.minimumCharacters = minimumCharacters
    }
  }

  /// What lists are sorted by.
  public struct Sort: Sendable, Hashable {
    /// The order of a list that asks for none: a field, with `-` in front for the greatest first.
    public let standard: String
    /// The fields that a list may be sorted by, either way.
    public let fields: [String]

    /// An order.
    public init(_ standard: String, fields: [String]) {
      self.standard = standard
      self.fields = fields
    }

    /// The field that lists are sorted by which ask for none.
    public var standardField: String {
      standard.hasPrefix("-") ? String(standard.dropFirst()) : standard
    }
  }

  /// A list of another resource's records that belong to one of this.
  public struct Relation: Sendable, Hashable {
    /// Its name on the wire.
    public let name: String
    /// What people call it.
    public let label: String
    /// The other resource: `ajo/wallets`.
    public let resource: String

    /// A relation.
    public init(_ name: String, _ label: String, to resource: String) {
      self.name = name
      self.label = label
      self.resource = resource
    }
  }

  /// Who may look at the records and change them, besides administrators, and support, which looks.
  public struct Staff: Sendable, Hashable {
    /// Whoever has one of these roles may look.
    public let readers: [Role]
    /// Whoever has one of these roles may change.
    public let editors: [Role]

    /// Roles; nobody unless told.
    public init(readers: [Role] = [], editors: [Role] = []) {
      self.readers = readers
      self.editors = editors
    }
  }

  /// What may be done with the records themselves.
  public struct Changes: Sendable, Hashable {
    /// The fields of the form that makes one; nil where none can be made.
    public var create: [String]?
    /// The fields of the form that changes one; nil where none can be changed.
    public var update: [String]?
    /// Whether one can be deleted.
    public var isDeletable = false
    /// Whether a change can be put back.
    public var isRevertible = false

    /// Nothing may be done with them.
    public init(
      create: [String]? = nil, update: [String]? = nil, deletable: Bool = false,
      revertible: Bool = false
    ) {
      self.create = create
      self.update = update
      isDeletable = deletable
      isRevertible = revertible
    }
  }

  /// Its name within the context, in the plural, as paths have it: `users`, `api-keys`.
  public let name: String
  /// What people call one.
  public let label: String
  /// What people call many.
  public let labelPlural: String
  /// The table that the records are rows of.
  public let table: String
  /// What ids are.
  public let idType: IDType
  /// Every field.
  public let fields: [AdminField]
  /// The names of the fields that lists show.
  public let columns: [String]
  /// What may be looked for.
  public let filters: [Filter]
  /// What a free text is looked for in; nil where none is.
  public let search: Search?
  /// What lists are sorted by.
  public let sort: Sort
  /// What may be done with the records.
  public let changes: Changes
  /// What can be done with a record besides.
  public let actions: [AdminAction]
  /// Lists of other resources.
  public let related: [Relation]
  /// Who else may.
  public let staff: Staff

  /// A resource.
  public init(
    _ name: String, _ label: String, plural: String, table: String, id: IDType = .uuid,
    fields: [AdminField], columns: [String], filters: [Filter] = [], search: Search? = nil,
    sort: Sort, changes: Changes = Changes(), actions: [AdminAction] = [],
    related: [Relation] = [], staff: Staff = Staff()
  ) {
    self.name = name
    self.label = label
    labelPlural = plural
    self.table = table
    idType = id
    self.fields = fields
    self.columns = columns
    self.filters = filters
    self.search = search
    self.sort = sort
    self.changes = changes
    self.actions = actions
    self.related = related
    self.staff = staff
  }

  /// The field of a name; nil where there is none.
  public func field(_ name: String) -> AdminField? { fields.first { $0.name == name } }

  /// Whether anything in it is personal, and so can be revealed.
  public var hasPersonalFields: Bool { fields.contains(where: \.isPersonal) }
}
